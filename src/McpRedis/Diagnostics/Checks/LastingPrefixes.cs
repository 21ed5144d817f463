using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class LastingPrefixes
{
    private static readonly Threshold Share = new("prefixExpiryPercent", 10, "percent", "sampled keys of a prefix with an expiry");
    private static readonly Threshold Least = new("prefixMinKeys", 10, "keys", "sampled keys of a prefix below which it does not count");

    public static Check Check { get; } = new("RF080", CheckFamily.Cache, "Keys of some prefixes never expire while others do")
    {
        What = "About a hundred keys in the order of SCAN, grouped by what stands before the first separator (: / | .); prefixes without expiries beside prefixes with them.",
        Why = "In a cache one place that forgets the expiry fills the memory by and by, and it is hard to see in totals.",
        WhenNot = "These prefixes hold data that is meant to stay. A sample of a hundred keys shows large groups only.",
        Fix = ["SET … EX (or EXPIRE) at the place in the application that writes this prefix", "For what is there already: redis_key_expire over a pattern"],
        Risk = "An expiry on data that was meant to stay deletes it.",
        Change = "All of the cache goes away by itself.",
        Thresholds = [Share, Least],
        Needs = [Question.Keys],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) =>
        {
            var large = node.Keys.Prefixes.Where(prefix => prefix.Sampled >= limits[Least]).ToList();
            var lasting = large.Where(prefix => prefix.Expiring * 100.0 / prefix.Sampled < limits[Share]).ToList();
            // Where nothing expires it is a question of the whole database: RF049.
            return lasting.Count == 0 || lasting.Count == large.Count ? null : node.Sees(Severity.Info, lasting.Sum(prefix => prefix.Sampled) / (double)node.Keys.Keys.Count,
                Evidence.Count("prefixes without expiries", lasting.Count), Evidence.Count("of prefixes seen", large.Count), Evidence.Count("keys of these", lasting.Sum(prefix => prefix.Sampled)), Evidence.Count("of keys sampled", node.Keys.Keys.Count));
        },
    };
}
