namespace McpRedis.Diagnostics.Checks;

internal static class ExpiringMuch
{
    private static readonly Threshold Rate = new("expirationsPerSecond", 1000, "per second", "expired_keys between the samples");

    public static Check Check { get; } = new("RF050", CheckFamily.Cache, "A great many keys expire at once")
    {
        What = "expired_keys between the samples.",
        Why = "Keys written together expire together: a wave of deletions here, and of misses at the source behind the cache.",
        WhenNot = "An even rate that the server bears.",
        Fix = ["Add a random part to each expiry (10 % is enough)", "lazyfree-lazy-expire yes, if the values are large"],
        Risk = "None worth naming.",
        Change = "The wave becomes flat.",
        Thresholds = [Rate],
        Fields = ["expired_keys"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) => node.Rate("expired_keys") is { } rate && rate >= limits[Rate]
            ? node.Sees(Severity.Info, rate / 100_000, Evidence.PerSecond("expired", rate), Evidence.PerSecond("commands", node.Rate("total_commands_processed") ?? 0))
            : null,
    };
}
