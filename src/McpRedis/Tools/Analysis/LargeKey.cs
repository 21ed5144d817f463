using McpRedis.Analysis;
using McpRedis.Analysis.Hot;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Key">Its name.</param>
/// <param name="Database">Its database.</param>
/// <param name="Type">As TYPE says it.</param>
/// <param name="SizeBytes">What it takes; null where it was not measured.</param>
/// <param name="Length">Elements; of a string bytes.</param>
/// <param name="TtlMs">Time left; null without expiry.</param>
/// <param name="Frequency">Counter of an LFU policy, 0 to 255, growing with the logarithm of uses; null without one.</param>
internal sealed record LargeKey(RedisText Key, int Database, string Type, long? SizeBytes, long? Length, long? TtlMs, long? Frequency)
{
    private const int JsonBytes = 140;

    // It has no elements: its bytes would be compared with theirs, and it is among the biggest anyhow.
    private const string String = "string";

    /// <param name="type">Only of this type; null for all, where the longest are asked for all that have elements.</param>
    public static IReadOnlyList<LargeKey> Of(AnalysisReport report, string? type, AnalysisView by, int most, OutputBudget budget)
    {
        var words = report.Tally.Words.Types;
        var ranked = by == AnalysisView.Hottest
            ? report.Tally.ByFrequency.Ranked.Where(key => HotCounter.IsUsed(key.Frequency) && (type is null || words[key.Type] == type)).OrderByDescending(key => key.Frequency)
            : report.Tally.Types.Where(own => type is null ? by != AnalysisView.Longest || words[own.Type] != String : words[own.Type] == type)
                .SelectMany(own => by == AnalysisView.Longest ? own.ByLength.Ranked : own.BySize.Ranked)
                .OrderByDescending(key => by == AnalysisView.Longest ? key.Length : key.SizeBytes);
        var keys = new List<LargeKey>();
        foreach (var key in ranked.Take(most))
        {
            var name = budget.ShortKey(key.Name) with { SizeBytes = key.NameBytes };
            if (!budget.TryTake(TextCut.JsonSize(name.Bytes.Span) + JsonBytes))
            {
                break;
            }
            keys.Add(new(name, key.Database, words[key.Type], Told(key.SizeBytes), Told(key.Length), Told(key.TtlMs), Told(key.Frequency)));
        }
        return keys;
    }

    private static long? Told(long value) => value < 0 ? null : value;
}
