using McpRedis.Analysis;
using McpRedis.Analysis.Counting;

namespace McpRedis.Tools.Analysis;

/// <param name="BelowSeconds">Up to this, and no less than the one before; null for no end.</param>
/// <param name="Keys">Keys.</param>
/// <param name="SizeBytes">What they take.</param>
internal sealed record TimeCounts(long? BelowSeconds, Amount Keys, Amount SizeBytes)
{
    /// <param name="asked">Keys that were asked.</param>
    public static IReadOnlyList<TimeCounts> Of(TimeBuckets buckets, long asked, Coverage coverage)
    {
        var counts = new List<TimeCounts>(buckets.Count);
        for (int i = 0; i < buckets.Count; i++)
        {
            ref readonly var tally = ref buckets[i];
            counts.Add(new(buckets.BelowSeconds(i), Amount.Of(coverage.KeysOf(tally.Keys, asked, coverage.Seen)), Amount.Of(coverage.BytesOf(tally, asked, coverage.Seen))));
        }
        return counts;
    }
}
