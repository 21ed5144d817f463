namespace McpRedis.Diagnostics.Checks;

internal static class MemoryOverhead
{
    private static readonly Threshold Share = new("overheadPercent", 50, "percent", "used_memory_overhead of used_memory");
    private static readonly Threshold Size = new("overheadMinBytes", 104857600, "bytes", "overhead below which it does not matter");

    public static Check Check { get; } = new("RF007", CheckFamily.Memory, "More memory goes to bookkeeping than to data")
    {
        What = "used_memory_overhead (key tables, client and replication buffers, AOF buffer, scripts) as a share of used_memory.",
        Why = "Millions of tiny keys cost more for their entries than for their values; or buffers of clients have grown.",
        WhenNot = "Many small keys are the data, and the memory is there.",
        Fix = ["Look at redis_server_info memory: mem_clients_normal and mem_replication_backlog say whether it is buffers", "Put small related values into hashes that stay within hash-max-listpack-entries"],
        Risk = "Packing keys into hashes changes the application, and a hash has one expiry (before per-field expiry in Redis 7.4).",
        Change = "The same data in less memory.",
        Thresholds = [Share, Size],
        Fields = ["used_memory", "used_memory_overhead"],
        Look = static (node, limits) => node.Number("used_memory") is > 0 and var used && node.Number("used_memory_overhead") is { } overhead
            && overhead >= limits[Size] && overhead / used * 100 >= limits[Share]
            ? node.Sees(Severity.Info, overhead / used, Evidence.Percent("overhead", overhead / used * 100), Evidence.Bytes("used_memory_overhead", overhead), Evidence.Bytes("used_memory", used),
                Evidence.Bytes("of it mem_clients_normal", node.Number("mem_clients_normal") ?? 0), Evidence.Bytes("mem_replication_backlog", node.Number("mem_replication_backlog") ?? 0), Evidence.Bytes("mem_aof_buffer", node.Number("mem_aof_buffer") ?? 0))
            : null,
    };
}
