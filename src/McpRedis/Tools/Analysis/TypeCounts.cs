using McpRedis.Analysis;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Type">As TYPE says it.</param>
/// <param name="Keys">Keys.</param>
/// <param name="SizeBytes">What they take.</param>
/// <param name="LargestBytes">The largest seen.</param>
/// <param name="MeanLength">Elements; of strings bytes.</param>
/// <param name="Longest">Most elements seen.</param>
internal sealed record TypeCounts(string Type, Amount Keys, Amount SizeBytes, long LargestBytes, double MeanLength, long Longest)
{
    private const int JsonBytes = 220;

    public static IReadOnlyList<TypeCounts> Of(AnalysisReport report, OutputBudget budget)
    {
        var counts = new List<TypeCounts>();
        foreach (var own in report.Tally.Types.OrderByDescending(type => type.All.Bytes.Sum))
        {
            if (!budget.TryTake(JsonBytes))
            {
                break;
            }
            double mean = own.Lengths.Count == 0 ? 0 : Math.Round(own.Lengths.Sum / own.Lengths.Count, 1);
            counts.Add(new(report.Tally.Words.Types[own.Type], Amount.Of(report.Coverage.KeysOf(own.All.Keys)), Amount.Of(report.Coverage.BytesOf(own.All)), (long)own.All.Bytes.Largest, mean, (long)own.Lengths.Largest));
        }
        return counts;
    }
}
