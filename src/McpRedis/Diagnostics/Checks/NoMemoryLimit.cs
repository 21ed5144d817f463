namespace McpRedis.Diagnostics.Checks;

internal static class NoMemoryLimit
{
    private static readonly Threshold Warn = new("unlimitedMemoryPercent", 50, "percent", "used_memory of the machine's memory that is a warning, without maxmemory");
    private static readonly Threshold Danger = new("unlimitedMemoryFullPercent", 85, "percent", "the same that is critical");

    public static Check Check { get; } = new("RF002", CheckFamily.Memory, "No memory limit is set")
    {
        What = "maxmemory is 0; used_memory as a share of the machine's memory says how urgent that is.",
        Why = "Without a limit the server grows until the machine swaps or the kernel kills it, with all that was not yet saved.",
        WhenNot = "A small data set of known size, or a container limit that is watched from outside.",
        Fix = ["CONFIG SET maxmemory <about 60-75 % of the machine's memory>, then CONFIG REWRITE", "Decide on maxmemory-policy at the same time"],
        Risk = "A limit below what is used now refuses writes or evicts keys at once.",
        Change = "At the limit the server refuses writes or evicts, instead of being killed.",
        Thresholds = [Warn, Danger],
        Fields = ["used_memory", "maxmemory"],
        Look = static (node, limits) =>
        {
            double machine = node.Number("total_system_memory") ?? 0, used = node.Number("used_memory") ?? 0, percent = machine > 0 ? used / machine * 100 : 0;
            return node.Number("maxmemory") > 0 ? null : node.Sees(
                percent >= limits[Danger] ? Severity.Critical : percent >= limits[Warn] ? Severity.Warning : Severity.Info,
                percent / 100,
                [Evidence.Bytes("maxmemory", 0), Evidence.Bytes("used_memory", used), .. machine > 0 ? [Evidence.Bytes("total_system_memory", machine)] : Array.Empty<string>()]);
        },
    };
}
