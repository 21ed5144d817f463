using McpRedis.Analysis;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Database">Its number.</param>
/// <param name="Keys">Keys.</param>
/// <param name="SizeBytes">What they take.</param>
internal sealed record DatabaseCounts(int Database, Amount Keys, Amount SizeBytes)
{
    private const int JsonBytes = 160;

    public static IReadOnlyList<DatabaseCounts> Of(AnalysisReport report, OutputBudget budget)
    {
        var counts = new List<DatabaseCounts>();
        foreach (var own in report.Tally.Databases.OrderBy(own => own.Database))
        {
            if (!budget.TryTake(JsonBytes))
            {
                break;
            }
            counts.Add(new(own.Database, Amount.Of(report.Coverage.KeysOf(own.All.Keys)), Amount.Of(report.Coverage.BytesOf(own.All))));
        }
        return counts;
    }
}
