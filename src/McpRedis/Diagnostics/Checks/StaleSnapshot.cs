namespace McpRedis.Diagnostics.Checks;

internal static class StaleSnapshot
{
    private static readonly Threshold Age = new("snapshotAgeSeconds", 21600, "seconds", "since the last snapshot, while there are changes");
    private static readonly Threshold Changes = new("snapshotChanges", 1000, "changes", "since the last snapshot, below which it does not matter");

    public static Check Check { get; } = new("RF014", CheckFamily.Persistence, "The snapshot is old and there are many changes since")
    {
        What = "Snapshots are on, AOF is off: time and changes since the last good snapshot.",
        Why = "All of it is lost in a crash.",
        WhenNot = "The rules of save are meant to be that rare.",
        Fix = ["BGSAVE now", "CONFIG SET save \"3600 1 300 100 60 10000\"", "CONFIG SET appendonly yes, to lose a second at most"],
        Risk = "A save forks; see RF010.",
        Change = "A crash loses minutes, not hours.",
        Thresholds = [Age, Changes],
        Fields = ["rdb_last_save_time", "rdb_changes_since_last_save", "server_time_usec", "aof_enabled"],
        Settings = ["save"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) =>
        {
            double age = (node.NowSeconds ?? 0) - (node.Number("rdb_last_save_time") ?? 0), changes = node.Number("rdb_changes_since_last_save") ?? 0;
            return node.Info["aof_enabled"] == "0" && node.Setting("save") is { Length: > 0 } && age >= limits[Age] && changes >= limits[Changes]
                ? node.Sees(Severity.Warning, age / 604_800, Evidence.Seconds("age of the snapshot", age), Evidence.Count("changes since", changes))
                : null;
        },
    };
}
