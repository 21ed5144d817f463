namespace McpRedis.Diagnostics.Checks;

internal static class FsyncDelayed
{
    public static Check Check { get; } = new("RF017", CheckFamily.Persistence, "The disk is too slow for the append-only file")
    {
        What = "aof_delayed_fsync between the two samples, and since start.",
        Why = "With appendfsync everysec a write waits when the last fsync has taken more than two seconds: all clients wait with it.",
        WhenNot = "A few after a start or during a backup of the disk.",
        Fix = ["A faster or a less shared disk", "CONFIG SET no-appendfsync-on-rewrite yes, if it happens during rewrites"],
        Risk = "no-appendfsync-on-rewrite may lose up to 30 s of writes in a crash during a rewrite.",
        Change = "Writes do not wait for the disk.",
        Fields = ["aof_enabled"],
        Applies = static node => node.Info["aof_enabled"] == "1",
        Look = static (node, _) => node.Number("aof_delayed_fsync") is > 0 and var all
            ? node.Sees(node.Gain("aof_delayed_fsync") > 0 ? Severity.Warning : Severity.Info, Math.Min(1, (node.Gain("aof_delayed_fsync") ?? 0) / 10),
                Evidence.Count("delayed between the samples", node.Gain("aof_delayed_fsync") ?? 0), Evidence.Count("aof_delayed_fsync since start", all), Evidence.Seconds("between the samples", node.Seconds))
            : null,
    };
}
