using McpRedis.Rdb.Elements;

namespace McpRedis.Migration.ByType;

// XPENDING key group 1526569498055-0 + 1000 → [1526569498055-0 Alice 74170458 1] …     idle in ms, deliveries

/// <summary>An entry that was delivered and not acknowledged.</summary>
internal readonly record struct PendingEntry(StreamId Id, ReadOnlyMemory<byte> Consumer, long DeliveredAtMs, long Deliveries);

/// <summary>Reads what is pending of a group. The server tells how long ago it was delivered, and we want to know when: its clock is asked right before and right after.</summary>
internal static class PendingEntries
{
    private const int Page = 500;
    private const int Attempts = 20;    // until both clocks agree to the millisecond

    public static async Task<List<PendingEntry>> ReadAsync(TypeWalk walk, GroupHead group, StreamId from, StreamId to)
    {
        var all = new List<PendingEntry>();
        while (true)
        {
            int before = all.Count;
            await PageAsync(walk, group, from, to, all);
            if (all.Count - before < Page)
            {
                return all;
            }
            from = StreamText.After(all[^1].Id);
        }
    }

    private static async Task PageAsync(TypeWalk walk, GroupHead group, StreamId from, StreamId to, List<PendingEntry> into)
    {
        for (int attempt = 1; ; attempt++)
        {
            var replies = await walk.TryAsync(
                walk.Plain("TIME"), walk.Call("XPENDING", group.Name, StreamText.Word(from), StreamText.Word(to), Words.Of(Page)), walk.Plain("TIME"));
            long nowMs = ServerClock.Ms(replies[0]);
            if (nowMs != ServerClock.Ms(replies[2]) && attempt < Attempts)
            {
                continue;
            }
            foreach (var entry in replies[1].Checked("XPENDING").Items)
            {
                into.Add(new(StreamText.Id(entry[0]), entry[1].Bytes, nowMs - entry[2].Integer, entry[3].Integer));
            }
            return;
        }
    }
}
