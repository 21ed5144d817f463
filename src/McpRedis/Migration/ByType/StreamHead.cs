using McpRedis.Rdb.Elements;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

// XINFO STREAM (Redis 7.0; before it without the middle line):
//   length 2 radix-tree-keys 1 radix-tree-nodes 2 last-generated-id 1526919030474-55
//   max-deleted-entry-id 0-0 entries-added 2 recorded-first-entry-id 1526919030474-54
//   groups 1 first-entry […] last-entry […]        8.6 also: … pids-tracked 0 iids-added 0 …
// XINFO GROUPS:     name g consumers 1 pending 1 last-delivered-id 1526919030474-54  entries-read 1 lag 1 (7.0)
// XINFO CONSUMERS:  name Alice pending 1 idle 9104628 inactive 9104628 (7.2)

/// <summary>What a stream is beside its entries and what is pending.</summary>
internal sealed record StreamHead
{
    public required StreamId LastId { get; init; }

    /// <summary>Entries ever added and the largest deleted id; null before Redis 7.</summary>
    public required (long Added, StreamId LargestDeleted)? Counters { get; init; }

    /// <summary>It remembers ids of its producers, which no command can write.</summary>
    public required bool RemembersProducers { get; init; }

    public required IReadOnlyList<GroupHead> Groups { get; init; }

    public static async Task<StreamHead> ReadAsync(TypeWalk walk)
    {
        var first = await walk.TryAsync(walk.Call("XINFO STREAM"), walk.Call("XINFO GROUPS"));
        var (stream, list) = (first[0].Checked("XINFO STREAM"), first[1].Checked("XINFO GROUPS"));
        var consumers = list.Count == 0 ? [] : await walk.TryAsync([.. list.ItemArray.Select(group => walk.Call("XINFO CONSUMERS", Name(group)))]);
        var added = Greeting.Field(stream, "entries-added");
        return new StreamHead
        {
            LastId = StreamText.Id(Greeting.Field(stream, "last-generated-id")),
            Counters = added.IsNull ? null : (added.Integer, StreamText.Id(Greeting.Field(stream, "max-deleted-entry-id"))),
            RemembersProducers = Number(stream, "pids-tracked") > 0 || Number(stream, "iids-added") > 0,
            Groups = [.. list.ItemArray.Select((group, i) => new GroupHead(
                Name(group),
                StreamText.Id(Greeting.Field(group, "last-delivered-id")),
                Greeting.Field(group, "entries-read") is { IsNull: false } read ? read.Integer : null,
                [.. consumers[i].Checked("XINFO CONSUMERS").ItemArray.Select(Name)]))],
        };
    }

    private static long Number(RespValue map, string field) => Greeting.Field(map, field) is { IsNull: false } value ? value.Integer : 0;

    private static ReadOnlyMemory<byte> Name(RespValue map) => Greeting.Field(map, "name").Bytes;
}

/// <param name="EntriesRead">Null where the server does not know.</param>
internal sealed record GroupHead(ReadOnlyMemory<byte> Name, StreamId LastId, long? EntriesRead, IReadOnlyList<ReadOnlyMemory<byte>> Consumers);
