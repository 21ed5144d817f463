using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class OpenSlots
{
    public static Check Check { get; } = new("RF070", CheckFamily.Cluster, "Slots are left half moved")
    {
        What = "Slots that a node marks as migrating or importing in CLUSTER NODES.",
        Why = "Their keys are on two nodes; clients are sent back and forth by ASK, and commands on several keys fail with TRYAGAIN.",
        WhenNot = "A resharding is running.",
        Fix = ["Finish it: redis-cli --cluster fix <node>", "By hand: CLUSTER SETSLOT <slot> NODE <owner>, on the target first"],
        Risk = "SETSLOT STABLE on the wrong side leaves keys behind.",
        Change = "Each slot is on one node.",
        Needs = [Question.ClusterNodes],
        Applies = static node => node.IsCluster,
        Look = static (node, _) => node.ClusterNodes.FirstOrDefault(line => line.IsMyself) is { OpenSlots.Count: > 0 } self
            ? node.Sees(Severity.Warning, self.OpenSlots.Count / 100.0, Evidence.Count("open slots", self.OpenSlots.Count), Evidence.Word("such as", self.OpenSlots[0].Trim('[', ']').Split('-')[0]))
            : null,
    };
}
