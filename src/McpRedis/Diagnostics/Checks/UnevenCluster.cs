using McpRedis.Diagnostics.Sampling;
using McpRedis.Keyspace;

namespace McpRedis.Diagnostics.Checks;

internal static class UnevenCluster
{
    private static readonly Threshold Slots = new("imbalanceSlotsPercent", 20, "percent", "slots of a master above the mean");
    private static readonly Threshold Keys = new("imbalanceKeysPercent", 40, "percent", "keys of a master above the mean");
    private static readonly Threshold Memory = new("imbalanceMemoryPercent", 40, "percent", "used_memory of a master above the mean");
    private static readonly Threshold Least = new("imbalanceMinKeys", 10000, "keys", "in all, below which keys and memory are not compared");

    public static Check Check { get; } = new("RF071", CheckFamily.Cluster, "The load of the cluster is uneven")
    {
        What = "Slots, keys and memory of each master against their means; where the server tells it (CLUSTER SLOT-STATS, Redis 8.2 and Valkey 8.0), slots that hold more than one in a hundred of its keys.",
        Why = "The fullest node decides when the cluster is full, and the busiest how fast it is.",
        WhenNot = "Nodes of different size, by design.",
        Fix = ["Slots: redis-cli --cluster rebalance", "Keys and memory with even slots: look for big keys, and for hash tags that put all into one slot (CLUSTER SLOT-STATS on Redis 8.2, Valkey 8)"],
        Risk = "Moving slots takes time and network, and classic moves block both nodes for moments.",
        Change = "Nodes fill at the same pace.",
        Thresholds = [Slots, Keys, Memory, Least],
        Needs = [Question.ClusterNodes],
        Applies = static node => node is { IsCluster: true, IsMaster: true },
        LookAcross = static (nodes, limits) =>
        {
            var loads = nodes.Select(node => (Node: node, Slots: (double)(node.ClusterNodes.FirstOrDefault(line => line.IsMyself)?.Slots ?? 0), Keys: (double)DatabaseSizes.Of([node.Info]).Sum(size => size.Keys), Memory: node.Number("used_memory") ?? 0))
                .Where(load => load.Slots > 0).ToList();
            if (loads.Count < 2)
            {
                return [];
            }
            bool counts = loads.Sum(load => load.Keys) >= limits[Least];
            double slots = loads.Average(load => load.Slots), keys = loads.Average(load => load.Keys), memory = loads.Average(load => load.Memory);
            return loads.Where(load => Above(load.Slots, slots) >= limits[Slots] || (counts && (Above(load.Keys, keys) >= limits[Keys] || Above(load.Memory, memory) >= limits[Memory])))
                .Select(load => load.Node.Sees(Severity.Warning, Math.Max(Above(load.Slots, slots), counts ? Above(load.Memory, memory) : 0) / 200,
                    [$"{Evidence.Count("slots", load.Slots)}, {Evidence.Percent("above the mean", Above(load.Slots, slots))}", $"{Evidence.Count("keys", load.Keys)}, {Evidence.Percent("above the mean", Above(load.Keys, keys))}", $"{Evidence.Bytes("used_memory", load.Memory)}, {Evidence.Percent("above the mean", Above(load.Memory, memory))}",
                    .. load.Node.FullestSlots.Where(slot => slot.Keys > load.Keys / 100).Select(slot => Evidence.Count($"keys in slot {slot.Slot}", slot.Keys))]));
        },
    };

    private static double Above(double value, double mean) => mean > 0 ? (value / mean * 100) - 100 : 0;
}
