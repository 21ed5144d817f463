using System.Buffers.Binary;
using System.Security.Cryptography;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Keys;

/// <summary>
/// A look at the keys a call means, before it changes any: which of them there are, in the order of their bytes, and
/// how many would stay for ever. The same keys give the same look, in whatever order they were found.
/// </summary>
/// <param name="Keys">Keys that exist.</param>
/// <param name="WithoutExpiry">How many of them have no expiry.</param>
/// <param name="Named">How many were named or found.</param>
/// <param name="Cursor">Where the next page of a pattern begins; null when all is seen.</param>
internal sealed record KeyLook(IReadOnlyList<byte[]> Keys, long WithoutExpiry, long Named, string? Cursor)
{
    /// <summary>
    /// What one call covers of a pattern: keys and names that fit in memory many times over, and a walk of a second or
    /// so on a server nearby. Bounds by number end at the same place every time, which the repeated call depends on;
    /// the one by time is for servers far away.
    /// </summary>
    public const int MostKeys = 100_000, MostVisited = 1_000_000;

    private const long MostNameBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan LongestScan = TimeSpan.FromSeconds(30);

    public static async Task<KeyLook> AtAsync(IRedisGateway redis, byte[][]? keys, byte[]? pattern, string? cursor, CancellationToken cancellationToken)
    {
        IReadOnlyList<byte[]> found;
        string? next = null;
        if (keys is null)
        {
            var page = await redis.ScanAsync(new KeyScanRequest(pattern, null, cursor, MostKeys, MostNameBytes, null, MostVisited) { MaxTime = LongestScan }, cancellationToken);
            (found, next) = (page.Keys, page.Cursor);
        }
        else
        {
            found = [.. keys.Distinct(ByteArrayComparer.Instance)];
        }
        var there = new List<byte[]>(found.Count);
        long withoutExpiry = 0;
        await KeyBatch.EachAsync(redis, found, static key => RedisCommand.Of("PTTL").Key(key), (key, reply) =>
        {
            // -2: there is no such key; -1: it has no expiry.
            if (reply.Integer != -2)
            {
                there.Add(key);
                withoutExpiry += reply.Integer == -1 ? 1 : 0;
            }
        }, cancellationToken);
        there.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return new(there, withoutExpiry, found.Count, next);
    }

    /// <param name="summary">Goes on after "This call".</param>
    public Effect Effect(string summary) => new(summary)
    {
        Keys = Keys.Count,
        Sample = [.. Keys.Take(Guard.Effect.MostSampled)],
        WithoutExpiry = WithoutExpiry,
        Fingerprint = Fingerprint(),
    };

    private byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (byte[] key in Keys)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, key.Length);
            hash.AppendData(length);
            hash.AppendData(key);
        }
        return hash.GetHashAndReset();
    }
}
