using McpRedis.Analysis;
using McpRedis.Analysis.Counting;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Type">As TYPE says it.</param>
/// <param name="Encoding">As OBJECT ENCODING says it.</param>
/// <param name="Keys">Keys.</param>
/// <param name="SizeBytes">What they take.</param>
internal sealed record EncodingCounts(string Type, string Encoding, Amount Keys, Amount SizeBytes)
{
    private const int JsonBytes = 200;

    public static IReadOnlyList<EncodingCounts> Of(AnalysisReport report, OutputBudget budget)
    {
        var sums = new Dictionary<(byte Type, byte Encoding), (Bounds Keys, Bounds Bytes)>();
        foreach (var part in (EncodingTally[])[report.Tally.Small, report.Tally.Large])
        {
            foreach (var (what, tally) in part.Found)
            {
                var (keys, bytes) = sums.GetValueOrDefault(what);
                sums[what] = (keys + report.Coverage.KeysOf(tally.Keys, part.Told, part.Keys), bytes + report.Coverage.BytesOf(tally, part.Told, part.Keys));
            }
        }
        return [.. sums.OrderByDescending(sum => sum.Value.Bytes.Value).TakeWhile(_ => budget.TryTake(JsonBytes))
            .Select(sum => new EncodingCounts(report.Tally.Words.Types[sum.Key.Type], report.Tally.Words.Encodings[sum.Key.Encoding], Amount.Of(sum.Value.Keys), Amount.Of(sum.Value.Bytes)))];
    }
}
