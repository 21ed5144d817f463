namespace McpRedis.Diagnostics.Checks;

internal static class ExpireCycle
{
    private static readonly Threshold Stale = new("expiredStalePercent", 15, "percent", "expired_stale_perc: keys that are past their expiry and still there");

    public static Check Check { get; } = new("RF042", CheckFamily.Latency, "The server cannot keep up with expiring keys")
    {
        What = "expired_time_cap_reached_count between the samples, and expired_stale_perc.",
        Why = "Keys past their expiry take memory, and the cycle that removes them uses its full share of CPU time.",
        WhenNot = "A short wave, when many keys end at one time.",
        Fix = ["Spread expiries: add some random seconds to each", "CONFIG SET active-expire-effort higher (1 to 10)", "CONFIG SET hz 20"],
        Risk = "More effort takes more CPU time from commands.",
        Change = "Expired keys go soon.",
        Thresholds = [Stale],
        Fields = ["expired_stale_perc", "expired_time_cap_reached_count"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) => (node.Number("expired_stale_perc") ?? 0) is var stale && (stale >= limits[Stale] || node.Gain("expired_time_cap_reached_count") > 1)
            ? node.Sees(Severity.Warning, stale / 100, Evidence.Percent("expired_stale_perc", stale), Evidence.Count("cycles cut short between the samples", node.Gain("expired_time_cap_reached_count") ?? 0), Evidence.PerSecond("expired", node.Rate("expired_keys") ?? 0))
            : null,
    };
}
