namespace McpRedis.Diagnostics.Checks;

internal static class SnapshotFailed
{
    public static Check Check { get; } = new("RF012", CheckFamily.Persistence, "The last snapshot failed")
    {
        What = "rdb_last_bgsave_status.",
        Why = "What is on disk is older than it looks. With stop-writes-on-bgsave-error yes every write is refused with MISCONF until a save succeeds.",
        WhenNot = "Never right.",
        Fix = ["Read the server's log: no space, no right to write dir, or fork refused for lack of memory", "Mend that, then BGSAVE", "vm.overcommit_memory=1 where fork is refused"],
        Risk = "CONFIG SET stop-writes-on-bgsave-error no lets writes go on that no disk holds: only as a bridge.",
        Change = "Snapshots are current and writes are accepted.",
        Fields = ["rdb_last_bgsave_status"],
        Look = static (node, _) => node.Info["rdb_last_bgsave_status"] == "err"
            ? node.Sees(Severity.Critical, 0.9, Evidence.Word("rdb_last_bgsave_status", "err"), Evidence.Count("changes since the last save", node.Number("rdb_changes_since_last_save") ?? 0), Evidence.Word("stop-writes-on-bgsave-error", node.Setting("stop-writes-on-bgsave-error") ?? "(not told)"))
            : null,
    };
}
