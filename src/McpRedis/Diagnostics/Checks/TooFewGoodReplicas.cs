namespace McpRedis.Diagnostics.Checks;

internal static class TooFewGoodReplicas
{
    public static Check Check { get; } = new("RF028", CheckFamily.Replication, "Writes are refused: too few replicas keep up")
    {
        What = "min_slaves_good_slaves against min-replicas-to-write.",
        Why = "With fewer good replicas than demanded every write answers NOREPLICAS.",
        WhenNot = "It is what the setting is for; the fault is the missing replica.",
        Fix = ["Bring the replicas back (RF021, RF022)", "As a bridge: CONFIG SET min-replicas-to-write 0"],
        Risk = "Without the demand, writes that no replica has are lost when the master fails.",
        Change = "Writes are accepted.",
        Settings = ["min-replicas-to-write"],
        Applies = static node => node.IsMaster,
        Look = static (node, _) => node.SettingNumber("min-replicas-to-write") is > 0 and var wanted && (node.Number("min_slaves_good_slaves") ?? 0) is var good && good < wanted
            ? node.Sees(Severity.Critical, 1, Evidence.Count("good replicas", good), Evidence.Count("min-replicas-to-write", wanted))
            : null,
    };
}
