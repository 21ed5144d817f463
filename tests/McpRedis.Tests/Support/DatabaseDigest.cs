using System.Security.Cryptography;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>
/// What a database holds, as one hash for each key over its DUMP. TTLs are not part of a DUMP, and so not of this: compare before
/// and after to show that a refused call changed nothing, or a source and a target to show that all arrived.
/// </summary>
/// <remarks>
/// The ten bytes of RDB version and checksum that end a DUMP are left out, as they differ between server versions. What can still
/// differ for equal data on two servers is the order of a hash table or an encoding; within one server nothing does.
/// </remarks>
internal sealed record DatabaseDigest(IReadOnlyDictionary<string, string> Keys)
{
    private const int Footer = 10;

    public static async Task<DatabaseDigest> OfAsync(RawRedis redis, string pattern = "*")
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            RawReply page = await redis.CallAsync("SCAN", cursor, "MATCH", pattern, "COUNT", 1000);
            foreach (RawReply key in page[1].Items!)
            {
                if ((await redis.CallAsync("DUMP", key.Bytes!)).Bytes is { } dump)
                {
                    // Latin1 keeps bytes that are not UTF-8 apart from each other.
                    keys[Encoding.Latin1.GetString(key.Bytes!)] = Convert.ToHexStringLower(SHA256.HashData(dump.AsSpan(..^Footer)));
                }
            }
            cursor = page[0].Text;
        }
        while (cursor != "0");
        return new DatabaseDigest(keys);
    }

    public static async Task<DatabaseDigest> OfAsync(RedisServerProcess server, int database = 0)
    {
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("SELECT", database);
        return await OfAsync(redis);
    }

    /// <summary>Keys that are only here, only there, or differ; empty when equal.</summary>
    public IReadOnlyList<string> DifferencesTo(DatabaseDigest other) =>
        [.. Keys.Keys.Union(other.Keys.Keys).Where(key => Keys.GetValueOrDefault(key) != other.Keys.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];

    /// <summary>One line for everything.</summary>
    public override string ToString() =>
        Convert.ToHexStringLower(SHA256.HashData([.. Keys.SelectMany(pair => Encoding.UTF8.GetBytes($"{pair.Key}\0{pair.Value}\n"))]));

    public bool Equals(DatabaseDigest? other) => other is not null && DifferencesTo(other).Count == 0;

    public override int GetHashCode() => Keys.Count;
}
