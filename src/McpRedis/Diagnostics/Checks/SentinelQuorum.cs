using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class SentinelQuorum
{
    public static Check Check { get; } = new("RF077", CheckFamily.Sentinel, "Sentinels cannot agree on a failover")
    {
        What = "Quorum and number of sentinels of each master, as a sentinel knows them.",
        Why = "A failover needs the quorum to agree and a majority of all sentinels to allow it. With too few of them, or a quorum above their number, none ever happens. With less than three one failure is enough.",
        WhenNot = "Never right where failover is expected.",
        Fix = ["At least three sentinels on three machines", "SENTINEL SET <name> quorum <more than half>", "SENTINEL CKQUORUM <name> tells whether it would work now"],
        Risk = "None worth naming.",
        Change = "A failed master is replaced.",
        Needs = [Question.SentinelMasters],
        Applies = static node => node.IsSentinel,
        Look = static (node, _) =>
        {
            var weak = node.SentinelMasters.Where(master => master.OtherSentinels + 1 < Math.Max(3, master.Quorum)).ToList();
            return weak.Count == 0 ? null : node.Sees(weak.Any(master => master.OtherSentinels + 1 < master.Quorum) ? Severity.Critical : Severity.Warning, 0.8,
                [.. weak.Take(5).Select(master => $"{Evidence.Name(master.Name)}: {Evidence.Count("sentinels", master.OtherSentinels + 1)}, {Evidence.Count("quorum", master.Quorum)}")]);
        },
    };
}
