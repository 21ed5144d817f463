using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class FullCoverage
{
    public static Check Check { get; } = new("RF076", CheckFamily.Cluster, "The loss of one slot stops the whole cluster")
    {
        What = "cluster-require-full-coverage yes in a cluster in which a master has no replica.",
        Why = "When a master without a replica fails, also the healthy masters refuse all keys.",
        WhenNot = "The application cannot do with a part of its keys.",
        Fix = ["A replica for each master (RF072)", "CONFIG SET cluster-require-full-coverage no on all nodes, then CONFIG REWRITE"],
        Risk = "Commands on lost slots fail while others work: the application must bear that.",
        Change = "A failure costs its own slots only.",
        Needs = [Question.ClusterNodes],
        Settings = ["cluster-require-full-coverage"],
        Applies = static node => node is { IsCluster: true, IsMaster: true },
        Look = static (node, _) => node.Setting("cluster-require-full-coverage") == "yes" && node.ClusterNodes.Any(master => master is { IsMaster: true, Slots: > 0 } && !node.ClusterNodes.Any(line => line.MasterId == master.Id))
            ? node.Sees(Severity.Info, 0.3, Evidence.Word("cluster-require-full-coverage", "yes"), Evidence.Count("masters without a replica", node.ClusterNodes.Count(master => master is { IsMaster: true, Slots: > 0 } && !node.ClusterNodes.Any(line => line.MasterId == master.Id))))
            : null,
    };
}
