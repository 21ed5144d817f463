using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>The writing half of a stream's copy. Without a writer nothing happens.</summary>
internal static class StreamWriting
{
    private static readonly ReadOnlyMemory<byte> Making = Words.Of("mcp-redis");
    private static readonly ReadOnlyMemory<byte> MkStream = Words.Of("MKSTREAM");
    private static readonly ReadOnlyMemory<byte> EntriesRead = Words.Of("ENTRIESREAD");
    private static readonly ReadOnlyMemory<byte> EntriesAdded = Words.Of("ENTRIESADDED");
    private static readonly ReadOnlyMemory<byte> MaxDeletedId = Words.Of("MAXDELETEDID");
    private static readonly ReadOnlyMemory<byte> Time = Words.Of("TIME");
    private static readonly ReadOnlyMemory<byte> RetryCount = Words.Of("RETRYCOUNT");
    private static readonly ReadOnlyMemory<byte> Force = Words.Of("FORCE");
    private static readonly ReadOnlyMemory<byte> JustId = Words.Of("JUSTID");

    /// <summary>A stream without entries, and its groups.</summary>
    public static void Begin(TypeWalk walk, StreamHead head)
    {
        if (walk.Writer is not { } writer)
        {
            return;
        }
        writer.Add("XGROUP CREATE", Making, Words.Zero, MkStream);
        writer.Add("XGROUP DESTROY", Making);
        foreach (var group in head.Groups)
        {
            writer.Add("XGROUP CREATE", group.Name, StreamText.Word(group.LastId));
            foreach (var consumer in group.Consumers)
            {
                // Before 6.2 there are only those who have something.
                writer.Try(static _ => { }, "XGROUP CREATECONSUMER", group.Name, consumer);
            }
            walk.Lost(TranscodeLoss.ActiveTimes, group.Consumers.Count);
        }
    }

    /// <summary>Some entries and what is pending up to the last of them.</summary>
    public static void Piece(TypeWalk walk, StreamId[] ids, RespValue[] entries, List<(GroupHead Group, List<PendingEntry> Entries)> pending)
    {
        if (walk.Writer is not { } writer)
        {
            return;
        }
        var here = ids.ToHashSet();
        SortedSet<StreamId> missing = [.. pending.SelectMany(group => group.Entries).Select(entry => entry.Id).Where(id => !here.Contains(id))];
        foreach (var (id, entry) in ids.Select((id, i) => (id, (int?)i)).Concat(missing.Select(id => (id, (int?)null))).OrderBy(one => one.id))
        {
            writer.Add("XADD", [StreamText.Word(id), .. entry is { } i ? entries[i][1].ItemArray.Select(static item => item.Bytes) : [Making, Making]]);
        }
        foreach (var (group, list) in pending)
        {
            Claim(writer, group, list);
        }
        if (missing.Count > 0)
        {
            writer.Add("XDEL", [.. missing.Select(StreamText.Word)]);
        }
    }

    /// <summary>What is counted, last: adding and deleting entries changes it.</summary>
    public static async Task EndAsync(TypeWalk walk, StreamHead head)
    {
        if (walk.Writer is not { } writer)
        {
            return;
        }
        bool isSet = false;
        if (head.Counters is { } counters)
        {
            writer.Try(reply => isSet = !reply.IsError, "XSETID", StreamText.Word(head.LastId), EntriesAdded, Words.Of(counters.Added), MaxDeletedId, StreamText.Word(counters.LargestDeleted));
            await writer.EndAsync();
            walk.Lost(TranscodeLoss.StreamCounters, isSet ? 0 : 1);
        }
        if (!isSet)
        {
            writer.Add("XSETID", StreamText.Word(head.LastId));
        }
        // A group cannot have read more than was added, so this is last.
        foreach (var group in head.Groups.Where(_ => isSet))
        {
            if (group.EntriesRead is { } read)
            {
                writer.Add("XGROUP SETID", group.Name, StreamText.Word(group.LastId), EntriesRead, Words.Of(read));
            }
        }
        await writer.SendAsync();
    }

    // Of what was delivered together all but the id is the same.
    private static void Claim(PieceWriter writer, GroupHead group, List<PendingEntry> entries)
    {
        for (int from = 0, to; from < entries.Count; from = to)
        {
            var first = entries[from];
            for (to = from + 1; to < entries.Count && IsAlike(entries[to], first); to++)
            {
            }
            writer.Add("XCLAIM",
            [
                group.Name, first.Consumer, Words.Zero, .. entries.Take(from..to).Select(entry => StreamText.Word(entry.Id)),
                Time, Words.Of(first.DeliveredAtMs), RetryCount, Words.Of(first.Deliveries), Force, JustId,
            ]);
        }
    }

    private static bool IsAlike(PendingEntry one, PendingEntry other) =>
        one.DeliveredAtMs == other.DeliveredAtMs && one.Deliveries == other.Deliveries && one.Consumer.Span.SequenceEqual(other.Consumer.Span);
}
