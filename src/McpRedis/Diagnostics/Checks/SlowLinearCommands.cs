using McpRedis.Diagnostics.Sampling;
using McpRedis.Diagnostics.Facts;

namespace McpRedis.Diagnostics.Checks;

internal static class SlowLinearCommands
{
    private static readonly Threshold Age = new("slowlogAgeSeconds", 86400, "seconds", "age of slow log entries that are looked at");

    public static Check Check { get; } = new("RF038", CheckFamily.Latency, "Commands whose time grows with the data are slow")
    {
        What = "Entries of the slow log whose command is O(N): KEYS, SMEMBERS, HGETALL, large ranges, DEL of big keys and the like.",
        Why = "Commands run one after another. While one of these runs every other client waits for as long.",
        WhenNot = "A job at a quiet hour, on a server nobody waits for.",
        Fix = ["Take the command that is named in the evidence instead", "Run it against a replica", "rename-command or an ACL rule against KEYS and FLUSHALL"],
        Risk = "SCAN and its kin return in pages and may return an element twice.",
        Change = "No single command holds up all others.",
        Thresholds = [Age],
        Needs = [Question.Slowlog],
        Look = static (node, limits) => Look(node, limits[Age], entry => LinearCommands.InsteadOf(entry.Command) is not null, Severity.Warning),
    };

    // Entries by command, the most expensive in sum first.
    internal static Sighting? Look(NodeSample node, double ageSeconds, Func<SlowEntry, bool> which, Severity severity)
    {
        double now = node.NowSeconds ?? node.Slow.Select(entry => (double)entry.AtUnixSeconds).DefaultIfEmpty().Max();
        var groups = node.Slow.Where(entry => now - entry.AtUnixSeconds <= ageSeconds && which(entry)).GroupBy(entry => entry.Command)
            .OrderByDescending(group => group.Sum(entry => entry.Microseconds)).Take(5).ToList();
        return groups.Count == 0 ? null : node.Sees(severity, groups.Max(group => group.Max(entry => entry.Microseconds)) / 1_000_000.0, [.. groups.Select(Line)]);
    }

    private static string Line(IGrouping<string, SlowEntry> group)
    {
        string instead = LinearCommands.InsteadOf(group.Key) is { } better ? $", instead: {better}" : "";
        return $"{group.Key} {group.Count()} times, {Evidence.Milliseconds("up to", group.Max(entry => entry.Microseconds) / 1000.0)}, {Evidence.Milliseconds("in all", group.Sum(entry => entry.Microseconds) / 1000.0)}{instead}";
    }
}
