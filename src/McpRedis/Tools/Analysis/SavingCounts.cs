using McpRedis.Analysis;
using McpRedis.Analysis.Counting;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Kind">What could take less.</param>
/// <param name="Keys">Keys it is about.</param>
/// <param name="LowBytes">Less memory at least.</param>
/// <param name="HighBytes">At most.</param>
/// <param name="Prefix">Of small strings, where they are.</param>
/// <param name="Fix">What to do, and what it costs.</param>
internal sealed record SavingCounts(SavingKind Kind, Amount Keys, long LowBytes, long HighBytes, RedisText? Prefix, string Fix)
{
    private const int JsonBytes = 420;
    private const int Most = 12;

    public static IReadOnlyList<SavingCounts> Of(AnalysisReport report, OutputBudget budget)
    {
        var savings = new List<SavingCounts>();
        foreach (var saving in report.Savings.Take(Most))
        {
            RedisText? prefix = saving.Prefix is { } name ? budget.ShortKey(name) : null;
            if (!budget.TryTake(JsonBytes + (prefix is null ? 0 : TextCut.JsonSize(prefix.Bytes.Span))))
            {
                break;
            }
            savings.Add(new(saving.Kind, Amount.Of(saving.Keys), (long)saving.LowBytes, (long)saving.HighBytes, prefix, FixOf(saving)));
        }
        return savings;
    }

    private static string FixOf(Saving saving) => saving.Kind switch
    {
        SavingKind.HashAboveLimit => Raise("hash-max-listpack-entries", saving.Limit),
        SavingKind.SetAboveLimit => Raise("set-max-listpack-entries", saving.Limit),
        SavingKind.SortedSetAboveLimit => Raise("zset-max-listpack-entries", saving.Limit),
        SavingKind.HashWithinLimit => Within("hash-max-listpack-value"),
        SavingKind.SetWithinLimit => Within("set-max-listpack-value"),
        SavingKind.SortedSetWithinLimit => Within("zset-max-listpack-value"),
        SavingKind.StringWithRoom => "Appending left room behind them: write each anew with SET, or let them be where they still grow.",
        _ => "Keep them as fields of hashes of up to some hundred fields; the programs that use them must change, and fields expire by themselves only on newer servers.",
    };

    private static string Raise(string setting, long? limit) =>
        $"CONFIG SET {setting} {limit} holds the longest of them packed; each access then walks the value, and values are packed when they are written anew.";

    private static string Within(string setting) =>
        $"Either one value is longer than {setting}, or they were larger once: writing them anew packs the latter.";
}
