namespace McpRedis.Diagnostics.Checks;

internal static class ClientMemory
{
    private static readonly Threshold Share = new("clientMemoryPercent", 10, "percent", "memory of clients' buffers of maxmemory, or of used_memory without a limit");
    private static readonly Threshold Size = new("clientMemoryMinBytes", 104857600, "bytes", "memory of clients' buffers below which it does not matter");

    public static Check Check { get; } = new("RF008", CheckFamily.Memory, "Buffers of clients take a large part of the memory")
    {
        What = "mem_clients_normal: query and output buffers of ordinary connections.",
        Why = "Buffers count towards maxmemory: clients that read slowly push out keys, or make writes fail.",
        WhenNot = "A short peak while large values are read.",
        Fix = ["CLIENT LIST: which clients have a large omem or tot-mem", "CONFIG SET maxmemory-clients 5% (Redis 7, Valkey)", "CONFIG SET client-output-buffer-limit \"normal 64mb 16mb 60\""],
        Risk = "Clients over the limit are disconnected.",
        Change = "The memory of clients is bounded.",
        Thresholds = [Share, Size],
        Fields = ["used_memory", "mem_clients_normal"],
        Look = static (node, limits) =>
        {
            double buffers = node.Number("mem_clients_normal") ?? 0, whole = node.Number("maxmemory") is > 0 and var limit ? limit : node.Number("used_memory") ?? 1;
            return buffers >= limits[Size] && buffers / whole * 100 >= limits[Share]
                ? node.Sees(Severity.Warning, buffers / whole, Evidence.Bytes("mem_clients_normal", buffers), Evidence.Percent("of the memory", buffers / whole * 100))
                : null;
        },
    };
}
