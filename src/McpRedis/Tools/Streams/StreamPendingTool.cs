using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_pending", "Pending entries", Toolset.Streams, Risk.Read, "XPENDING")]
internal sealed class StreamPendingTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Entries delivered and not acknowledged.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">Group.</param>
    /// <param name="consumer">Only this consumer's.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Entries; default 100.</param>
    /// <returns>A count for the whole group, and the entries by rising id without their fields.</returns>
    /// <exception cref="Fault">key_not_found: no such stream or group.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xpending/"/>
    public async Task<StreamPending> RunAsync(
        byte[] key,
        byte[] group,
        byte[]? consumer = null,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        string start = PageCursor.Parse(cursor, "stream") is { } at ? "(" + at.Position : "-";
        // [total, smallest id, largest id, [[consumer, count], …]]
        var summary = await redis.ExecuteAsync(RedisCommand.Of("XPENDING").Key(key).Arg(group), cancellationToken);
        var command = RedisCommand.Of("XPENDING").Key(key).Arg(group).Arg(start).Arg("+").Arg(limit + 1);   // one more tells whether there is more
        if (consumer is not null)
        {
            command.Arg(consumer);
        }
        var found = (await redis.ExecuteAsync(command.Large(), cancellationToken)).ItemArray;
        var shownKey = budget.Echo(key);
        var items = new List<PendingEntry>();
        foreach (var entry in found.Take(limit))
        {
            if (budget.TryTakeValue(entry[1].Bytes, entry[1].Bytes.Length, entry[0].Bytes.Length + 80) is not { } owner)
            {
                break;
            }
            items.Add(new(entry[0].Text, owner, entry[2].Integer, entry[3].Integer));
        }
        string? next = items.Count < found.Length && items.Count > 0 ? new PageCursor("stream", items[^1].Id).ToString() : null;
        return new(shownKey, summary[0].Integer, items, next, next is not null, next is null ? null : budget.CutBy ?? "limit");
    }
}

/// <param name="Key">Stream.</param>
/// <param name="Total">Pending entries of the whole group.</param>
/// <param name="Items">By rising id.</param>
/// <param name="Cursor">Pass it to read on; null at the end.</param>
/// <param name="Truncated">True while there is more.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; null at the end.</param>
internal sealed record StreamPending(RedisText Key, long Total, IReadOnlyList<PendingEntry> Items, string? Cursor, bool Truncated, string? TruncatedBy);

/// <param name="Id">Entry id.</param>
/// <param name="Consumer">Who has it.</param>
/// <param name="IdleMs">Since it was last delivered.</param>
/// <param name="Deliveries">How often it was delivered.</param>
internal sealed record PendingEntry(string Id, RedisText Consumer, long IdleMs, long Deliveries);
