using System.Buffers.Binary;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>
/// Streams, by XRANGE and XADD, with their groups and what is pending. What is pending can have been deleted as an entry; a server makes such pending
/// only of an entry that is there, so one stands in for it until it is.
/// </summary>
internal static class StreamPieces
{
    private static readonly StreamId Last = new(ulong.MaxValue, ulong.MaxValue);
    private static readonly ReadOnlyMemory<byte> Highest = Words.Of("+");

    public static async Task WalkAsync(TypeWalk walk)
    {
        var head = await StreamHead.ReadAsync(walk);
        StreamWriting.Begin(walk, head);
        Hash(walk, head);
        StreamId from = default;
        for (bool isLast = false; !isLast;)
        {
            int count = walk.Pace.Count;
            var entries = (await walk.AskAsync("XRANGE", StreamText.Word(from), Highest, Words.Count, Words.Of(count))).ItemArray;
            StreamId[] ids = [.. entries.Select(static entry => StreamText.Id(entry[0]))];
            isLast = entries.Length < count;
            var to = isLast ? Last : ids[^1];
            long bytes = entries.Sum(entry => Hash(walk, entry));
            walk.Bytes += bytes;
            walk.Pace.Took(entries.Length, bytes);
            var pending = new List<(GroupHead Group, List<PendingEntry> Entries)>();
            foreach (var group in head.Groups)
            {
                pending.Add((group, await PendingEntries.ReadAsync(walk, group, from, to)));
                pending[^1].Entries.ForEach(entry => Hash(walk, group, entry));
            }
            StreamWriting.Piece(walk, ids, entries, pending);
            await walk.SendAsync();
            from = isLast ? Last : StreamText.After(to);
        }
        await StreamWriting.EndAsync(walk, head);
        if (head.RemembersProducers)
        {
            walk.Lost(TranscodeLoss.Idempotence, 1);
        }
    }

    private static long Hash(TypeWalk walk, RespValue entry)
    {
        walk.Digest.BeginEntry(StreamText.Id(entry[0]));
        var fields = entry[1].Items;
        long bytes = 32;
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            var (name, value) = (fields[i].Bytes, fields[i + 1].Bytes);
            walk.Digest.EntryField(name.Span, value.Span);
            bytes += name.Length + value.Length;
        }
        walk.Digest.EndEntry();
        return bytes;
    }

    private static void Hash(TypeWalk walk, StreamHead head)
    {
        walk.State.Member(StreamText.Word(head.LastId).Span);
        walk.State.Member(Words.Of($"{head.Counters}").Span);
        foreach (var group in head.Groups)
        {
            walk.State.Field(group.Name.Span, Words.Of($"{group.LastId} {group.EntriesRead}").Span);
            foreach (var consumer in group.Consumers)
            {
                walk.State.Field(group.Name.Span, consumer.Span);
            }
        }
    }

    private static void Hash(TypeWalk walk, GroupHead group, PendingEntry entry)
    {
        Span<byte> numbers = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, entry.Id.Ms);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], entry.Id.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], entry.DeliveredAtMs);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], entry.Deliveries);
        walk.State.Field(group.Name.Span, (byte[])[.. numbers, .. entry.Consumer.Span]);
    }
}
