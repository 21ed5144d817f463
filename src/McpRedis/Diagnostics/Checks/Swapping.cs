namespace McpRedis.Diagnostics.Checks;

internal static class Swapping
{
    private static readonly Threshold Ratio = new("residentRatio", 0.9, "times", "used_memory_rss of used_memory below which a part is not in memory");
    private static readonly Threshold Size = new("residentMinBytes", 104857600, "bytes", "used_memory below which the ratio says nothing");

    public static Check Check { get; } = new("RF004", CheckFamily.Memory, "Data is not all in memory: the machine is likely swapping")
    {
        What = "used_memory_rss is less than used_memory: the kernel holds a part of the data elsewhere, almost always in swap.",
        Why = "A swapped page costs milliseconds where memory costs nanoseconds, and all clients wait while the one thread reads it.",
        WhenNot = "Compressed memory (zram, macOS) without a disk behind it costs less.",
        Fix = ["Free memory on the machine, or move the server to a larger one", "CONFIG SET maxmemory below the machine's memory", "vm.swappiness=1 on the machine"],
        Risk = "A lower limit evicts keys or refuses writes at once.",
        Change = "Latency becomes even again.",
        Thresholds = [Ratio, Size],
        Fields = ["used_memory", "used_memory_rss"],
        Look = static (node, limits) => node.Number("used_memory") is { } used && node.Number("used_memory_rss") is > 0 and var rss && used >= limits[Size] && rss < used * limits[Ratio]
            ? node.Sees(Severity.Critical, (used - rss) / used, Evidence.Bytes("used_memory", used), Evidence.Bytes("used_memory_rss", rss), Evidence.Bytes("not resident", used - rss))
            : null,
    };
}
