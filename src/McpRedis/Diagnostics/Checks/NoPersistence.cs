namespace McpRedis.Diagnostics.Checks;

internal static class NoPersistence
{
    public static Check Check { get; } = new("RF011", CheckFamily.Persistence, "Nothing is persisted")
    {
        What = "save is empty and appendonly is no, on a master that holds keys.",
        Why = "A restart, planned or not, starts empty. With a replica it is worse: a master that restarts empty makes its replicas empty, too.",
        WhenNot = "A pure cache that may start cold; or replicas persist, and the master is never restarted automatically.",
        Fix = ["CONFIG SET appendonly yes, then CONFIG REWRITE", "or CONFIG SET save \"3600 1 300 100 60 10000\", then CONFIG REWRITE"],
        Risk = "Both fork, and write to the disk: check the space and the memory first.",
        Change = "After a crash at most the last second (appendonly, everysec) or the time since the last snapshot is lost.",
        Settings = ["save", "appendonly"],
        Applies = static node => node.IsMaster,
        Look = static (node, _) => node.Setting("save") is "" && node.Setting("appendonly") == "no" && node.Info.Starting("db").Any()
            ? node.Sees(
                node.Info["maxmemory_policy"]?.StartsWith("allkeys", StringComparison.Ordinal) == true ? Severity.Info : Severity.Warning,
                0.7, Evidence.Word("save", ""), Evidence.Word("appendonly", "no"), Evidence.Word("maxmemory_policy", node.Info["maxmemory_policy"]))
            : null,
    };
}
