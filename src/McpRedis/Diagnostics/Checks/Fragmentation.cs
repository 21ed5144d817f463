namespace McpRedis.Diagnostics.Checks;

internal static class Fragmentation
{
    private static readonly Threshold Ratio = new("fragmentationRatio", 1.5, "times", "resident memory of the memory asked for");
    private static readonly Threshold Waste = new("fragmentationBytes", 104857600, "bytes", "memory lost by it; below that the ratio says nothing");

    public static Check Check { get; } = new("RF003", CheckFamily.Memory, "Memory is fragmented")
    {
        What = "mem_fragmentation_ratio and mem_fragmentation_bytes.",
        Why = "The process holds more of the machine's memory than its data needs, often after many keys of changing size were deleted. maxmemory does not count it.",
        WhenNot = "Right after a large deletion or a restore: the allocator gives pages back by and by.",
        Fix = ["CONFIG SET activedefrag yes (needs a build with jemalloc)", "MEMORY PURGE", "Fail over to a fresh replica and restart this node"],
        Risk = "Active defragmentation takes some CPU time of the main thread; active-defrag-cycle-max bounds it.",
        Change = "Resident memory comes nearer to used_memory.",
        Thresholds = [Ratio, Waste],
        Fields = ["mem_fragmentation_ratio", "used_memory", "used_memory_rss"],
        Look = static (node, limits) =>
        {
            double ratio = node.Number("mem_fragmentation_ratio") ?? 0, rss = node.Number("used_memory_rss") ?? 0, used = node.Number("used_memory") ?? 0;
            double waste = node.Number("mem_fragmentation_bytes") ?? (rss - used);
            return ratio >= limits[Ratio] && waste >= limits[Waste]
                ? node.Sees(Severity.Warning, waste / rss, Evidence.Count("mem_fragmentation_ratio", ratio), Evidence.Bytes("lost", waste), Evidence.Bytes("used_memory_rss", rss))
                : null;
        },
    };
}
