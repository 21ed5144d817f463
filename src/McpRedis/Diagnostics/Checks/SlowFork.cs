namespace McpRedis.Diagnostics.Checks;

internal static class SlowFork
{
    private static readonly Threshold Time = new("forkMs", 250, "milliseconds", "latest_fork_usec");

    public static Check Check { get; } = new("RF015", CheckFamily.Persistence, "Forking takes long")
    {
        What = "latest_fork_usec: how long all clients waited while the process was copied for the last save, rewrite or full synchronisation.",
        Why = "Nothing is answered meanwhile. The time grows with the memory; transparent huge pages and virtual machines make it worse.",
        WhenNot = "Saves are rare and a pause of that length does no harm.",
        Fix = ["Disable transparent huge pages: echo never > /sys/kernel/mm/transparent_hugepage/enabled", "Keep instances below some 10-20 GB: more, smaller ones", "Save on a replica"],
        Risk = "Moving saves to a replica makes the replica's health matter for recovery.",
        Change = "Shorter pauses at each save.",
        Thresholds = [Time],
        Fields = ["latest_fork_usec"],
        Look = static (node, limits) => node.Number("latest_fork_usec") / 1000 is { } ms && ms >= limits[Time]
            ? node.Sees(Severity.Warning, ms / 5000, Evidence.Milliseconds("latest fork", ms), Evidence.Bytes("used_memory_rss", node.Number("used_memory_rss") ?? 0))
            : null,
    };
}
