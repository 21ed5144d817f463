using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class SlotsUncovered
{
    public static Check Check { get; } = new("RF069", CheckFamily.Cluster, "Slots of the cluster are not served")
    {
        What = "CLUSTER INFO: cluster_state, cluster_slots_assigned, cluster_slots_fail.",
        Why = "Keys of these slots cannot be reached; with cluster-require-full-coverage yes no key at all.",
        WhenNot = "A cluster that is being set up.",
        Fix = ["Bring the failed masters back, or CLUSTER FAILOVER on one of their replicas", "Slots nobody owns: redis-cli --cluster fix, or CLUSTER ADDSLOTSRANGE on a master"],
        Risk = "Assigning a slot anew gives up the keys a dead node holds in it.",
        Change = "All keys are reachable.",
        Needs = [Question.ClusterInfo],
        Applies = static node => node.IsCluster,
        Look = static (node, _) =>
        {
            double assigned = node.ClusterInfo.Number("cluster_slots_assigned") ?? 16384, failed = node.ClusterInfo.Number("cluster_slots_fail") ?? 0;
            return node.ClusterInfo["cluster_state"] != "ok" || assigned < 16384 || failed > 0
                ? node.Sees(Severity.Critical, 1, Evidence.Word("cluster_state", node.ClusterInfo["cluster_state"]), Evidence.Count("slots without an owner", 16384 - assigned), Evidence.Count("slots of failed masters", failed))
                : null;
        },
    };
}
