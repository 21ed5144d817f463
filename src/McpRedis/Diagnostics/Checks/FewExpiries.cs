using McpRedis.Keyspace;

namespace McpRedis.Diagnostics.Checks;

internal static class FewExpiries
{
    private static readonly Threshold Share = new("expiryPercent", 10, "percent", "keys of a database with an expiry");
    private static readonly Threshold Least = new("expiryMinKeys", 10000, "keys", "in a database below which it does not matter");

    public static Check Check { get; } = new("RF049", CheckFamily.Cache, "Few keys of a database have an expiry")
    {
        What = "INFO keyspace: keys and expires of each database.",
        Why = "Without an expiry nothing goes away by itself: the data set grows until it meets a limit.",
        WhenNot = "The data is meant to stay.",
        Fix = ["SET … EX for what is cache, at the place where it is written", "For what is there already: redis_key_expire over a pattern"],
        Risk = "An expiry on data that was meant to stay deletes it.",
        Change = "The size follows from the rate of writes.",
        Thresholds = [Share, Least],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) =>
        {
            var few = DatabaseSizes.Of([node.Info]).Where(size => size.Keys >= limits[Least] && size.Expiring * 100.0 / size.Keys < limits[Share]).ToList();
            return few.Count == 0 ? null : node.Sees(Severity.Info, 0.3, [.. few.Take(8).Select(size => $"db{size.Database}: {Evidence.Count("keys", size.Keys)}, {Evidence.Percent("with an expiry", size.Expiring * 100.0 / size.Keys)}")]);
        },
    };
}
