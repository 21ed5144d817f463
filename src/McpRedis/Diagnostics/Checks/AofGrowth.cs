namespace McpRedis.Diagnostics.Checks;

internal static class AofGrowth
{
    private static readonly Threshold Times = new("aofGrowthTimes", 3, "times", "aof_current_size of aof_base_size");
    private static readonly Threshold Size = new("aofGrowthMinBytes", 134217728, "bytes", "aof_current_size below which it does not matter");

    public static Check Check { get; } = new("RF016", CheckFamily.Persistence, "The append-only file grows without being rewritten")
    {
        What = "aof_current_size against aof_base_size, and auto-aof-rewrite-percentage.",
        Why = "A long file fills the disk and takes long to replay at start.",
        WhenNot = "Rewrites are started by an operator at quiet hours.",
        Fix = ["BGREWRITEAOF", "CONFIG SET auto-aof-rewrite-percentage 100"],
        Risk = "A rewrite forks and needs space for a second file.",
        Change = "The file is as long as the data needs.",
        Thresholds = [Times, Size],
        Fields = ["aof_enabled"],
        Settings = ["auto-aof-rewrite-percentage"],
        Applies = static node => node.Info["aof_enabled"] == "1",
        Look = static (node, limits) => node.Number("aof_current_size") is { } size && node.Number("aof_base_size") is { } start
            && size >= limits[Size] && size >= Math.Max(1, start) * limits[Times] && node.Info["aof_rewrite_in_progress"] != "1"
            ? node.Sees(Severity.Warning, 1 - (start / size), Evidence.Bytes("aof_current_size", size), Evidence.Bytes("aof_base_size", start), Evidence.Percent("auto-aof-rewrite-percentage", node.SettingNumber("auto-aof-rewrite-percentage") ?? 0))
            : null,
    };
}
