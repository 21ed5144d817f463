using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class SentinelMasterDown
{
    public static Check Check { get; } = new("RF078", CheckFamily.Sentinel, "A sentinel takes a master for down")
    {
        What = "Flags of each master: s_down (this sentinel), o_down (the quorum), failover_in_progress; and its number of replicas.",
        Why = "s_down alone means that sentinels disagree: the network between this one and the master is the fault. o_down means a failover is due. Without a replica there is nothing to fail over to.",
        WhenNot = "During a planned failover.",
        Fix = ["s_down: network between that sentinel and the master", "o_down that lasts: SENTINEL REPLICAS <name>: is a replica fit (priority above 0, link, not too old)", "No replica: start one"],
        Risk = "SENTINEL FAILOVER forces one without agreement.",
        Change = "Sentinels agree, and a failover can happen.",
        Needs = [Question.SentinelMasters],
        Applies = static node => node.IsSentinel,
        Look = static (node, _) =>
        {
            var down = node.SentinelMasters.Where(master => master.Flags.Any(flag => flag is "s_down" or "o_down" or "failover_in_progress") || master.Replicas == 0).ToList();
            return down.Count == 0 ? null : node.Sees(down.Any(master => master.Flags.Contains("o_down")) ? Severity.Critical : Severity.Warning, 0.9,
                [.. down.Take(5).Select(master => $"{Evidence.Name(master.Name)}: {Evidence.Word("flags", string.Join(',', master.Flags))}, {Evidence.Count("replicas", master.Replicas)}")]);
        },
    };
}
