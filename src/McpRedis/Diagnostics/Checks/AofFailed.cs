namespace McpRedis.Diagnostics.Checks;

internal static class AofFailed
{
    public static Check Check { get; } = new("RF013", CheckFamily.Persistence, "The append-only file cannot be written or rewritten")
    {
        What = "aof_last_write_status and aof_last_bgrewrite_status, with AOF on.",
        Why = "When appending fails the server refuses writes (MISCONF). When rewriting fails the file grows until the disk is full, and a restart takes ever longer.",
        WhenNot = "Never right.",
        Fix = ["Read the server's log; most often the disk is full or not writable", "Mend that, then BGREWRITEAOF"],
        Risk = "A rewrite forks and needs space for a second file.",
        Change = "The file is complete and small again.",
        Fields = ["aof_enabled", "aof_last_write_status", "aof_last_bgrewrite_status"],
        Look = static (node, _) => node.Info["aof_enabled"] == "1" && (node.Info["aof_last_write_status"] == "err" || node.Info["aof_last_bgrewrite_status"] == "err")
            ? node.Sees(node.Info["aof_last_write_status"] == "err" ? Severity.Critical : Severity.Warning, 1,
                Evidence.Word("aof_last_write_status", node.Info["aof_last_write_status"]), Evidence.Word("aof_last_bgrewrite_status", node.Info["aof_last_bgrewrite_status"]), Evidence.Bytes("aof_current_size", node.Number("aof_current_size") ?? 0))
            : null,
    };
}
