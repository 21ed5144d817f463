using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Keyspace;

/// <summary>How many keys each database holds, all masters of a cluster together. From INFO, so a database that is empty is not in it.</summary>
internal static class DatabaseSizes
{
    /// <exception cref="Faults.Fault">A master did not tell: then nothing is known of the whole.</exception>
    public static async Task<IReadOnlyList<DatabaseSize>> ReadAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        var nodes = await redis.ForEachMasterAsync(RedisCommand.Of("INFO").Arg("keyspace"), cancellationToken);
        return Of(nodes.Select(node => node.Fault is { } fault ? throw fault : InfoText.Parse(node.Reply.Text)));
    }

    /// <summary>The same from what every master said.</summary>
    public static IReadOnlyList<DatabaseSize> Of(IEnumerable<InfoText> masters)
    {
        var sizes = new SortedDictionary<int, DatabaseSize>();
        foreach (var size in masters.SelectMany(Of))
        {
            var before = sizes.GetValueOrDefault(size.Database, new(size.Database, 0, 0));
            sizes[size.Database] = new(size.Database, before.Keys + size.Keys, before.Expiring + size.Expiring);
        }
        return [.. sizes.Values];
    }

    // db0:keys=2,expires=1,avg_ttl=0,subexpiry=0
    private static IEnumerable<DatabaseSize> Of(InfoText info)
    {
        foreach (var (name, value) in info.Starting("db"))
        {
            var parts = InfoText.Parts(value);
            if (int.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int database) && Number(parts, "keys") is { } keys)
            {
                yield return new(database, keys, Number(parts, "expires") ?? 0);
            }
        }
    }

    private static long? Number(IReadOnlyDictionary<string, string> parts, string name) =>
        long.TryParse(parts.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}

/// <param name="Database">Number of the database.</param>
/// <param name="Keys">Keys in it.</param>
/// <param name="Expiring">Of these, keys with an expiry.</param>
internal sealed record DatabaseSize(int Database, long Keys, long Expiring)
{
    /// <summary><c>no keys</c>, <c>1 key</c>, <c>1200 keys</c>.</summary>
    public string Text => TextOf(Keys);

    public static string TextOf(long keys) => keys switch
    {
        0 => "no keys",
        1 => "1 key",
        _ => string.Create(CultureInfo.InvariantCulture, $"{keys} keys"),
    };
}
