namespace McpRedis.Diagnostics.Checks;

internal static class Evicting
{
    private static readonly Threshold Rate = new("evictionsPerSecond", 10, "per second", "evicted_keys between the samples that is a warning; fewer is information");

    public static Check Check { get; } = new("RF048", CheckFamily.Cache, "Keys are being evicted")
    {
        What = "evicted_keys between the samples.",
        Why = "The memory limit is reached: keys are deleted before their time, and every write pays for it.",
        WhenNot = "A cache that is meant to be full. Then the hit rate (RF047) says whether it is large enough.",
        Fix = ["CONFIG SET maxmemory higher, or fewer and smaller keys", "allkeys-lfu keeps what is read often; allkeys-lru what was read last", "Shorter expiries for what is written and seldom read"],
        Risk = "See RF001 for a limit above the machine's memory.",
        Change = "Keys live until their expiry.",
        Thresholds = [Rate],
        Fields = ["evicted_keys", "maxmemory_policy"],
        Look = static (node, limits) => node.Rate("evicted_keys") is > 0 and var rate
            ? node.Sees(rate >= limits[Rate] ? Severity.Warning : Severity.Info, rate / 10_000, Evidence.PerSecond("evicted", rate), Evidence.Count("evicted_keys since start", node.Number("evicted_keys") ?? 0), Evidence.Word("maxmemory_policy", node.Info["maxmemory_policy"]), Evidence.Bytes("maxmemory", node.Number("maxmemory") ?? 0))
            : null,
    };
}
