using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class EpochClash
{
    public static Check Check { get; } = new("RF074", CheckFamily.Cluster, "Two masters have the same configuration epoch")
    {
        What = "Configuration epochs of masters with slots in CLUSTER NODES.",
        Why = "The epoch decides who owns a slot when two nodes claim it. The cluster resolves a clash by itself within seconds; one that stays means that nodes do not hear each other.",
        WhenNot = "Seconds after nodes met.",
        Fix = ["Look whether the bus port (port + 10000) is open between all nodes", "CLUSTER BUMPEPOCH on one of the two"],
        Risk = "BUMPEPOCH on the wrong node may win slots for it.",
        Change = "Ownership of slots is clear.",
        Needs = [Question.ClusterNodes],
        Applies = static node => node.IsCluster,
        Look = static (node, _) => node.ClusterNodes.Where(line => line is { IsMaster: true, Slots: > 0 }).GroupBy(line => line.ConfigEpoch).Where(group => group.Count() > 1).ToList() is { Count: > 0 } clashes
            ? node.Sees(Severity.Warning, 0.5, Evidence.Count("epoch", clashes[0].Key), Evidence.Count("masters with it", clashes[0].Count()))
            : null,
    };
}
