using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class ReplicaBesideMaster
{
    public static Check Check { get; } = new("RF073", CheckFamily.Cluster, "All replicas of a master are on its own machine")
    {
        What = "Addresses of a master and its replicas in CLUSTER NODES.",
        Why = "When the machine fails the master and what should take over fail together.",
        WhenNot = "Development on one machine; addresses behind a proxy or a NAT that look the same.",
        Fix = ["CLUSTER REPLICATE on replicas of two machines, crosswise: each takes the other's master"],
        Risk = "Each of the two is copied whole once; meanwhile the masters have one replica less.",
        Change = "One machine may fail.",
        Needs = [Question.ClusterNodes],
        Applies = static node => node is { IsCluster: true, IsMaster: true },
        Look = static (node, _) =>
        {
            var self = node.ClusterNodes.FirstOrDefault(line => line.IsMyself);
            var replicas = node.ClusterNodes.Where(line => self is not null && line.MasterId == self.Id && !line.IsFailed).ToList();
            return self is { Slots: > 0 } && replicas.Count > 0 && replicas.All(replica => replica.Host == self.Host)
                ? node.Sees(Severity.Warning, 0.4, Evidence.Count("replicas", replicas.Count), Evidence.Count("of these on its own address", replicas.Count), Evidence.Count("addresses in the cluster", node.ClusterNodes.Select(line => line.Host).Distinct().Count()))
                : null;
        },
    };
}
