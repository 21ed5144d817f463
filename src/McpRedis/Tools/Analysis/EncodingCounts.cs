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
        // Small and large keys were asked in different shares: each is reckoned by its own.
        var counts = new List<EncodingCounts>();
        foreach (var part in (EncodingTally[])[report.Tally.Small, report.Tally.Large])
        {
            foreach (var found in part.Found)
            {
                var (type, encoding) = (report.Tally.Words.Types[found.Type], report.Tally.Words.Encodings[found.Encoding]);
                var keys = Amount.Of(report.Coverage.KeysOf(found.All.Keys, part.Told, part.Keys));
                var bytes = Amount.Of(report.Coverage.BytesOf(found.All, part.Told, part.Keys));
                int at = counts.FindIndex(other => other.Type == type && other.Encoding == encoding);
                if (at < 0)
                {
                    counts.Add(new(type, encoding, keys, bytes));
                }
                else
                {
                    counts[at] = new(type, encoding, counts[at].Keys + keys, counts[at].SizeBytes + bytes);
                }
            }
        }
        return [.. counts.OrderByDescending(count => count.SizeBytes.Value).TakeWhile(_ => budget.TryTake(JsonBytes))];
    }
}
