using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class SentinelsDisagree
{
    public static Check Check { get; } = new("RF079", CheckFamily.Sentinel, "Sentinels disagree")
    {
        What = "What each sentinel of the connection says of the same master: its address, the quorum, the number of sentinels.",
        Why = "Clients that ask different sentinels write to different servers. A different quorum or count means that settings were not set on all, or that some sentinels do not know each other.",
        WhenNot = "For seconds during a failover.",
        Fix = ["Wait some seconds and look again", "SENTINEL RESET <name> on the sentinel that differs, one at a time, thirty seconds apart", "SENTINEL SET <name> quorum <n> on all"],
        Risk = "SENTINEL RESET forgets replicas and sentinels until they are found again: never on all at once.",
        Change = "All clients are led to the same master.",
        Needs = [Question.SentinelMasters],
        Applies = static node => node.IsSentinel,
        LookAcross = static (nodes, _) => nodes.SelectMany(node => node.SentinelMasters.Select(master => (Node: node, Master: master)))
            .GroupBy(seen => seen.Master.Name)
            .Select(group => (Name: group.Key, Masters: group.Select(seen => seen.Master.Address).Distinct().Count(), Quorums: group.Select(seen => seen.Master.Quorum).Distinct().Count(), Counts: group.Select(seen => seen.Master.OtherSentinels).Distinct().Count(), First: group.First().Node))
            .Where(group => group.Masters > 1 || group.Quorums > 1 || group.Counts > 1)
            .Select(group => group.First.Sees(group.Masters > 1 ? Severity.Critical : Severity.Warning, 0.9,
                Evidence.Word("master set", Evidence.Name(group.Name)), Evidence.Count("different masters", group.Masters), Evidence.Count("different quorums", group.Quorums), Evidence.Count("different numbers of sentinels", group.Counts))),
    };
}
