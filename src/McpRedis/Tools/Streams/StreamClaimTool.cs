using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_claim", "Claim pending entries", Toolset.Streams, Risk.Write, "XAUTOCLAIM", "XCLAIM")]
internal sealed class StreamClaimTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Take over pending entries.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">Group.</param>
    /// <param name="consumer">Consumer.</param>
    /// <param name="minIdleMs">Idle so long.</param>
    /// <param name="ids">Only these.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Entries; default 10.</param>
    /// <returns>Entries now pending for the consumer. Deleted ones are dropped from the pending list.</returns>
    /// <exception cref="Fault">key_not_found: no such stream or group.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xautoclaim/"/>
    public async Task<StreamClaimed> RunAsync(
        byte[] key,
        byte[] group,
        byte[] consumer,
        long minIdleMs,
        [Items(1, 100)] string[]? ids = null,
        string? cursor = null,
        [Limits(1, 100)] int limit = 10,
        CancellationToken cancellationToken = default)
    {
        if (ids is not null && cursor is not null)
        {
            throw Fault.Argument("cursor", "does not go with ids.");
        }
        string start = PageCursor.Parse(cursor, "stream")?.Position ?? "0-0";
        RespValue[] entries;
        string? next = null;
        long deleted = 0;
        if (ids is not null)
        {
            var command = RedisCommand.Of("XCLAIM").Key(key).Arg(group).Arg(consumer).Arg(minIdleMs);
            foreach (string id in ids)
            {
                command.Arg(StreamId.Whole("ids", id));
            }
            entries = (await redis.ExecuteAsync(command.Large(), cancellationToken)).ItemArray;
        }
        else
        {
            // ["1526919030474-55" or "0-0" at the end, entries, ids of deleted ones (since 7.0)]
            var reply = await redis.ExecuteAsync(
                RedisCommand.Of("XAUTOCLAIM").Key(key).Arg(group).Arg(consumer).Arg(minIdleMs).Arg(start).Arg("COUNT").Arg(limit).Large(), cancellationToken);
            entries = reply[1].ItemArray;
            next = reply[0].Text is "0-0" ? null : new PageCursor("stream", reply[0].Text).ToString();
            deleted = reply.Count > 2 ? reply[2].Count : 0;
        }
        var shownKey = budget.Echo(key);
        entries = [.. entries.Where(e => !e.IsNull)];
        var shown = StreamEntries.ShowAll(entries, budget);
        return new(shownKey, shown, entries.Length - shown.Count, deleted, next, next is not null || shown.Count < entries.Length, shown.Count < entries.Length ? budget.CutBy : next is null ? null : "limit");
    }
}

/// <param name="Key">Stream.</param>
/// <param name="Entries">Claimed entries.</param>
/// <param name="Unshown">Claimed entries that did not fit; redis_stream_read with pendingAfter shows them.</param>
/// <param name="Deleted">Pending entries that are no longer in the stream and were dropped.</param>
/// <param name="Cursor">Pass it to claim on; null at the end.</param>
/// <param name="Truncated">True while there is more, or when unshown is not 0.</param>
/// <param name="TruncatedBy">Which limit: limit, items or bytes.</param>
internal sealed record StreamClaimed(RedisText Key, IReadOnlyList<StreamEntry> Entries, long Unshown, long Deleted, string? Cursor, bool Truncated, string? TruncatedBy);
