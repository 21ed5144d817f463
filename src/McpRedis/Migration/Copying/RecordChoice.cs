using McpRedis.Migration.Selection;
using McpRedis.Rdb;

namespace McpRedis.Migration.Copying;

/// <summary>Whether a key of a snapshot goes over, by all that is known of it there.</summary>
internal static class RecordChoice
{
    /// <param name="selection">What was chosen.</param>
    /// <param name="record">A key.</param>
    /// <param name="nowMs">For the time it has left.</param>
    /// <param name="database">Where it goes.</param>
    public static bool Takes(this KeySelection selection, in RdbRecord record, long nowMs, out int database)
    {
        KeyFilter filter = selection.Filter;
        return selection.Mapping.TryMapDatabase(record.Database, out database)
            && (filter.TakesAll || (filter.TakesKey(record.Key) && filter.TakesType(record.Type.KeyType()) && filter.TakesSize(record.ValueLength)
                && filter.TakesTtl(record.ExpireAtMs is { } at ? at - nowMs : null)));
    }
}
