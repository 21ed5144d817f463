namespace McpRedis.Analysis.Live;

/// <summary>All that an analysis sends. None of it changes anything.</summary>
internal static class LiveCommands
{
    public static IReadOnlyList<string> All { get; } =
    [
        "SCAN", "TYPE", "STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "PTTL", "MEMORY USAGE", "OBJECT ENCODING", "OBJECT IDLETIME", "OBJECT FREQ", "INFO", "CONFIG GET", "PING",
    ];
}
