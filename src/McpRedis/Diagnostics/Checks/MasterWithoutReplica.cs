using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class MasterWithoutReplica
{
    public static Check Check { get; } = new("RF072", CheckFamily.Cluster, "A master of the cluster has no replica")
    {
        What = "Masters with slots for which CLUSTER NODES shows no replica that is up.",
        Why = "When it fails its slots are gone until it is back; with cluster-require-full-coverage the whole cluster stops.",
        WhenNot = "A cache that may lose a part.",
        Fix = ["Add a node: CLUSTER MEET, then CLUSTER REPLICATE <master id>", "Or let a spare replica of another master move (cluster-migration-barrier)"],
        Risk = "The first synchronisation forks on the master.",
        Change = "The failure of one node is taken over by itself.",
        Needs = [Question.ClusterNodes],
        Applies = static node => node is { IsCluster: true, IsMaster: true },
        Look = static (node, _) => node.ClusterNodes.FirstOrDefault(line => line.IsMyself) is { Slots: > 0 } self && !node.ClusterNodes.Any(line => line.MasterId == self.Id && line is { IsFailed: false, IsSuspected: false })
            ? node.Sees(Severity.Warning, self.Slots / 16384.0, Evidence.Count("replicas up", 0), Evidence.Count("slots", self.Slots), Evidence.Word("cluster-require-full-coverage", node.Setting("cluster-require-full-coverage") ?? "(not told)"))
            : null,
    };
}
