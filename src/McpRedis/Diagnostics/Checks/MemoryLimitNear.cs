using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class MemoryLimitNear
{
    private static readonly Threshold Near = new("memoryUsePercent", 85, "percent", "used_memory of maxmemory that is a warning, under noeviction");
    private static readonly Threshold Full = new("memoryFullPercent", 95, "percent", "used_memory of maxmemory that is critical, under noeviction");

    public static Check Check { get; } = new("RF001", CheckFamily.Memory, "Memory is at its limit or near it, and nothing can be evicted")
    {
        What = "With maxmemory-policy noeviction: used_memory as a share of maxmemory.",
        Why = "At the limit every command that may need memory is refused with an OOM error. Reads and deletions go on, so it looks like a fault of the application.",
        WhenNot = "A server that is filled once and then only read.",
        Fix = ["Find what takes the memory (keys without an expiry, big keys) and remove it", "CONFIG SET maxmemory to more, if the machine has it", "CONFIG SET maxmemory-policy allkeys-lru, if the data is a cache"],
        Risk = "More memory than the machine has means swapping or an OOM kill. An eviction policy deletes keys without asking.",
        Change = "Writes go on; with an eviction policy the server removes keys by itself.",
        Thresholds = [Near, Full],
        Fields = ["used_memory", "maxmemory", "maxmemory_policy"],
        Look = Look,
    };

    // With a policy that evicts, a full cache is a healthy one; evictions have a check of their own.
    private static Sighting? Look(NodeSample node, Limits limits)
    {
        double limit = node.Number("maxmemory") ?? 0, used = node.Number("used_memory") ?? 0, percent = limit > 0 ? used / limit * 100 : 0;
        return limit > 0 && node.Info["maxmemory_policy"] == "noeviction" && percent >= limits[Near]
            ? node.Sees(percent >= limits[Full] ? Severity.Critical : Severity.Warning, percent / 100, Evidence.Percent("used", percent), Evidence.Bytes("used_memory", used), Evidence.Bytes("maxmemory", limit),
                Evidence.Count("writes refused since start (errorstat_OOM)", NodeSample.Part(node.Info["errorstat_OOM"], "count")))
            : null;
    }
}
