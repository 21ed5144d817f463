namespace McpRedis.Diagnostics.Checks;

internal static class ForkRoom
{
    private static readonly Threshold Share = new("forkRoomPercent", 60, "percent", "used_memory_rss of the machine's memory above which a copy on write may not fit");

    public static Check Check { get; } = new("RF010", CheckFamily.Memory, "A snapshot under writes may need more memory than the machine has")
    {
        What = "Persistence is on and the process holds a large part of the machine's memory.",
        Why = "BGSAVE, an AOF rewrite and a full synchronisation fork. Pages written meanwhile are copied: in the worst case as much memory again. Then the machine swaps, or the kernel kills the server.",
        WhenNot = "Few writes happen during saves; rdb_last_cow_size shows how much was copied last time.",
        Fix = ["Give the machine more memory, or CONFIG SET maxmemory lower", "Save on a replica instead of the master", "vm.overcommit_memory=1, so that fork itself is not refused"],
        Risk = "A master that does not save loses its data when it restarts before a replica was promoted.",
        Change = "A save fits beside the data.",
        Thresholds = [Share],
        Fields = ["used_memory_rss", "total_system_memory"],
        Settings = ["save", "appendonly"],
        Look = static (node, limits) =>
        {
            double rss = node.Number("used_memory_rss") ?? 0, machine = node.Number("total_system_memory") ?? 0, percent = machine > 0 ? rss / machine * 100 : 0;
            bool forks = node.Setting("appendonly") == "yes" || node.Setting("save") is { Length: > 0 };
            return forks && percent >= limits[Share]
                ? node.Sees(Severity.Warning, percent / 100, Evidence.Bytes("used_memory_rss", rss), Evidence.Bytes("total_system_memory", machine), Evidence.Bytes("rdb_last_cow_size", node.Number("rdb_last_cow_size") ?? 0))
                : null;
        },
    };
}
