using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class ClusterNodesFailed
{
    public static Check Check { get; } = new("RF075", CheckFamily.Cluster, "Nodes of the cluster are failed or suspected")
    {
        What = "The flags fail and fail?, and links that are down, in CLUSTER NODES of each node; how many nodes each one knows.",
        Why = "Failed: a majority has given it up. Suspected by one alone: that node's network is the fault. Different counts: a part of the cluster does not know the other.",
        WhenNot = "A node was taken out on purpose: then it should be forgotten.",
        Fix = ["Bring the node back, or CLUSTER FORGET <id> on all others within a minute", "Open the bus port between all nodes"],
        Risk = "A node that was forgotten must be introduced anew.",
        Change = "All nodes see the same cluster.",
        Needs = [Question.ClusterNodes],
        Applies = static node => node.IsCluster,
        LookAcross = static (nodes, _) =>
        {
            int most = nodes.Max(node => node.ClusterNodes.Count);
            return nodes.Select(node =>
            {
                int failed = node.ClusterNodes.Count(line => line.IsFailed), suspected = node.ClusterNodes.Count(line => line.IsSuspected), away = node.ClusterNodes.Count(line => line is { IsConnected: false, IsMyself: false });
                bool mastersFailed = node.ClusterNodes.Any(line => line is { IsFailed: true, IsMaster: true, Slots: > 0 });
                return failed + suspected + away > 0 || node.ClusterNodes.Count < most
                    ? node.Sees(mastersFailed ? Severity.Critical : Severity.Warning, (failed + suspected) / (double)most, Evidence.Count("failed", failed), Evidence.Count("suspected", suspected), Evidence.Count("links down", away), Evidence.Count("nodes known", node.ClusterNodes.Count))
                    : null;
            }).OfType<Sighting>();
        },
    };
}
