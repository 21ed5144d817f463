using McpRedis.Keyspace;

namespace McpRedis.Diagnostics.Checks;

internal static class LastingKeysEvictable
{
    private static readonly Threshold Share = new("lastingPercent", 50, "percent", "keys without an expiry above which they look like data and not like a cache");

    public static Check Check { get; } = new("RF006", CheckFamily.Memory, "Keys without an expiry may be evicted")
    {
        What = "maxmemory is set with an allkeys-* policy, the data is persisted, and most keys have no expiry.",
        Why = "Keys without an expiry are often meant to stay. At the limit this policy deletes them like any other, without an error.",
        WhenNot = "The server is a cache and its keys can be made again.",
        Fix = ["Keep lasting data and cache on servers of their own", "CONFIG SET maxmemory-policy volatile-lru and give cache keys an expiry"],
        Risk = "With volatile-* and too few keys with an expiry, writes are refused at the limit.",
        Change = "Only keys with an expiry are evicted.",
        Thresholds = [Share],
        Fields = ["maxmemory", "maxmemory_policy"],
        Settings = ["save", "appendonly"],
        Look = static (node, limits) =>
        {
            var sizes = DatabaseSizes.Of([node.Info]);
            double keys = sizes.Sum(size => size.Keys), lasting = keys - sizes.Sum(size => size.Expiring);
            bool persisted = node.Setting("appendonly") == "yes" || node.Setting("save") is { Length: > 0 };
            bool evicts = node.Number("maxmemory") > 0 && node.Info["maxmemory_policy"]?.StartsWith("allkeys", StringComparison.Ordinal) == true;
            return evicts && persisted && keys > 0 && lasting / keys * 100 >= limits[Share]
                ? node.Sees(node.Gain("evicted_keys") > 0 ? Severity.Warning : Severity.Info, lasting / keys,
                    Evidence.Word("maxmemory_policy", node.Info["maxmemory_policy"]), Evidence.Percent("keys without an expiry", lasting / keys * 100), Evidence.Count("evicted_keys since start", node.Number("evicted_keys") ?? 0))
                : null;
        },
    };
}
