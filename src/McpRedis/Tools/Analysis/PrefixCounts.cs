using McpRedis.Analysis;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="Prefix">With {n}, {hex}, {uuid} for what only tells one key from the next.</param>
/// <param name="Keys">Keys that begin so.</param>
/// <param name="SizeBytes">What they take.</param>
/// <param name="SizePercent">Of all.</param>
/// <param name="ExpiringPercent">Keys of it that have an expiry; null where that was not asked.</param>
/// <param name="HasMore">There are prefixes below it.</param>
internal sealed record PrefixCounts(RedisText Prefix, Amount Keys, Amount SizeBytes, double SizePercent, double? ExpiringPercent, bool HasMore)
{
    private const int JsonBytes = 220;

    /// <summary>Those right below a node, the largest first.</summary>
    public static IReadOnlyList<PrefixCounts> Below(AnalysisReport report, int parent, int most, OutputBudget budget)
    {
        var tree = report.Tally.Prefixes;
        var children = new List<int>();
        var parents = new HashSet<int>();
        for (int node = 1; node < tree.Count; node++)
        {
            parents.Add(tree[node].Parent);
            if (tree[node].Parent == parent)
            {
                children.Add(node);
            }
        }
        var counts = new List<PrefixCounts>();
        children.Sort((a, b) => tree[b].All.Bytes.Sum.CompareTo(tree[a].All.Bytes.Sum) is not 0 and var order ? order : tree[b].All.Keys.CompareTo(tree[a].All.Keys));
        foreach (int node in children)
        {
            if (counts.Count == most)
            {
                break;
            }
            var name = budget.ShortKey(tree.NameOf(node));
            if (!budget.TryTake(TextCut.JsonSize(name.Bytes.Span) + JsonBytes))
            {
                break;
            }
            counts.Add(Of(report, node, name, parents.Contains(node)));
        }
        return counts;
    }

    private static PrefixCounts Of(AnalysisReport report, int node, RedisText name, bool hasMore)
    {
        var (tree, coverage) = (report.Tally.Prefixes, report.Coverage);
        ref readonly var own = ref tree[node];
        double all = report.Tally.All.Bytes.Sum;
        var keys = coverage.KeysOf(own.All.Keys);
        // What it may have had while it was not in the tree.
        var missed = own.MissedKeys == 0 ? keys : keys with { High = keys.High + own.MissedKeys };
        return new(
            name,
            Amount.Of(missed),
            Amount.Of(coverage.BytesOf(own.All)),
            all == 0 ? 0 : Math.Round(own.All.Bytes.Sum / all * 100, 2),
            own.ExpiryKnown == 0 ? null : Math.Round((double)own.Expiring / own.ExpiryKnown * 100, 1),
            hasMore || own.Folded > 0);
    }
}
