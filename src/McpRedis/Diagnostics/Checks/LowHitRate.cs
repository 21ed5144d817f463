namespace McpRedis.Diagnostics.Checks;

internal static class LowHitRate
{
    private static readonly Threshold Rate = new("hitRatePercent", 70, "percent", "lookups that find a key");
    private static readonly Threshold Now = new("hitRateMinLookups", 500, "lookups", "between the samples, for a rate of now; else the one since start is taken");
    private static readonly Threshold Ever = new("hitRateMinLookupsEver", 10000, "lookups", "since start, below which nothing is said");

    public static Check Check { get; } = new("RF047", CheckFamily.Cache, "Many lookups find nothing")
    {
        What = "keyspace_hits and keyspace_misses between the samples; since start when there were too few.",
        Why = "A cache that misses is paid twice: once here, once at the source.",
        WhenNot = "Not a cache: sets that test for absence, locks, rate limits.",
        Fix = ["Are keys evicted (RF048) or do they expire too soon", "Is the cache filled after a miss, under the same key name", "More memory, if keys are evicted before they are read"],
        Risk = "Longer expiries serve older data.",
        Change = "Less load on the source.",
        Thresholds = [Rate, Now, Ever],
        Fields = ["keyspace_hits", "keyspace_misses"],
        Look = static (node, limits) =>
        {
            double hits = node.Gain("keyspace_hits") ?? 0, misses = node.Gain("keyspace_misses") ?? 0;
            bool now = hits + misses >= limits[Now];
            if (!now)
            {
                (hits, misses) = (node.Number("keyspace_hits") ?? 0, node.Number("keyspace_misses") ?? 0);
            }
            double all = hits + misses, percent = all > 0 ? hits / all * 100 : 100;
            return (now || all >= limits[Ever]) && percent < limits[Rate]
                ? node.Sees(now ? Severity.Warning : Severity.Info, 1 - (percent / 100), Evidence.Percent("hit rate", percent), Evidence.Count("lookups", all), Evidence.Word("counted", now ? $"between the samples, {Evidence.Seconds("over", node.Seconds)}" : "since start"))
                : null;
        },
    };
}
