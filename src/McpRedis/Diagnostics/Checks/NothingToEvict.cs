using McpRedis.Keyspace;

namespace McpRedis.Diagnostics.Checks;

internal static class NothingToEvict
{
    private static readonly Threshold Share = new("evictablePercent", 10, "percent", "keys with an expiry below which a volatile policy finds too little");

    public static Check Check { get; } = new("RF005", CheckFamily.Memory, "The eviction policy takes keys with an expiry, and few have one")
    {
        What = "maxmemory is set with a volatile-* policy; keys with an expiry as a share of all keys.",
        Why = "Only keys with an expiry may go. When these are used up the server acts like noeviction and refuses writes.",
        WhenNot = "The keys without an expiry are few, large in number only, and known to fit.",
        Fix = ["Give cache keys an expiry when they are written", "CONFIG SET maxmemory-policy allkeys-lru (or allkeys-lfu), if every key may go"],
        Risk = "allkeys-* may evict keys that were meant to stay.",
        Change = "At the limit there is something to evict.",
        Thresholds = [Share],
        Fields = ["maxmemory", "maxmemory_policy", "used_memory"],
        Look = static (node, limits) =>
        {
            var sizes = DatabaseSizes.Of([node.Info]);
            double keys = sizes.Sum(size => size.Keys), expiring = sizes.Sum(size => size.Expiring), limit = node.Number("maxmemory") ?? 0;
            bool isVolatile = node.Info["maxmemory_policy"]?.StartsWith("volatile", StringComparison.Ordinal) == true;
            double full = limit > 0 ? (node.Number("used_memory") ?? 0) / limit * 100 : 0;
            return limit > 0 && isVolatile && keys > 0 && expiring / keys * 100 < limits[Share]
                ? node.Sees(expiring == 0 && full >= 95 ? Severity.Critical : Severity.Warning, full / 100,
                    Evidence.Word("maxmemory_policy", node.Info["maxmemory_policy"]), Evidence.Percent("keys with an expiry", expiring / keys * 100), Evidence.Count("keys", keys), Evidence.Percent("used of maxmemory", full))
                : null;
        },
    };
}
