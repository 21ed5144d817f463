using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_read", "Read as a group's consumer", Toolset.Streams, Risk.Write, "XREADGROUP", "XLEN", "MEMORY USAGE", DeadlineSeconds = Waiting.DeadlineSeconds)]
internal sealed class StreamReadTool(IRedisGateway redis, OutputBudget budget, TimeProvider time)
{
    /// <summary>Deliver new entries to a group's consumer, pending until acknowledged.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">Group.</param>
    /// <param name="consumer">Consumer.</param>
    /// <param name="limit">Entries; default 10.</param>
    /// <param name="waitMs">Wait so long for one.</param>
    /// <param name="pendingAfter">Show its pending ones after this id.</param>
    /// <returns>Entries. Those delivered and not shown are counted: read them with pendingAfter.</returns>
    /// <exception cref="Fault">key_not_found: no such stream or group.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xreadgroup/"/>
    public async Task<StreamTaken> RunAsync(
        byte[] key,
        byte[] group,
        byte[] consumer,
        [Limits(1, 100)] int limit = 10,
        [Limits(0, Waiting.LongestMs)] int waitMs = 0,
        string? pendingAfter = null,
        CancellationToken cancellationToken = default)
    {
        if (pendingAfter is not null && waitMs > 0)
        {
            throw Fault.Argument("pendingAfter", "shows what is pending now; waitMs does not go with it.");
        }
        if (pendingAfter is "" or ">" or "$")
        {
            throw Fault.Argument("pendingAfter", "expected a stream id, or 0.");
        }
        int count = await StepAsync(key, limit, cancellationToken);
        var entries = await Waiting.ForAsync(time, waitMs, LookAsync, cancellationToken) ?? [];
        var shownKey = budget.Echo(key);
        var shown = StreamEntries.ShowAll(entries, budget);
        return new(shownKey, shown, entries.Length - shown.Count, shown.Count < entries.Length, shown.Count < entries.Length ? budget.CutBy : null);

        async Task<RespValue[]?> LookAsync()
        {
            var command = RedisCommand.Of("XREADGROUP").Arg("GROUP").Arg(group).Arg(consumer).Arg("COUNT").Arg(count).Arg("STREAMS").Key(key).Arg(pendingAfter ?? ">");
            var reply = await redis.ExecuteAsync(command.Large(), cancellationToken);
            return Entries(reply) is { Length: > 0 } some ? some : null;
        }
    }

    // What is taken should be shown: no more entries than the reply will hold, by their average size.
    private async Task<int> StepAsync(byte[] key, int limit, CancellationToken cancellationToken)
    {
        var facts = await redis.ExecuteManyAsync([RedisCommand.Of("XLEN").Key(key), RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken);
        long size = facts[0].IsError ? 0 : EntrySize.Of(facts[1], facts[0].Integer);
        return size == 0 ? limit : (int)Math.Clamp(budget.BytesLeft / Math.Min(size * 2, 2 * budget.MaxValueBytes), 1, limit);
    }

    // RESP2 [[key, entries]], RESP3 {key: entries}; null when there are none.
    private static RespValue[] Entries(RespValue reply) => reply switch
    {
        { Count: 0 } => [],
        { Kind: RespKind.Map } => reply[1].ItemArray,
        _ => reply[0][1].ItemArray,
    };
}

/// <param name="Key">Stream.</param>
/// <param name="Entries">Oldest first. A pending entry without fields has been deleted from the stream.</param>
/// <param name="Unshown">Entries that were delivered and did not fit; they are pending.</param>
/// <param name="Truncated">True when unshown is not 0.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record StreamTaken(RedisText Key, IReadOnlyList<StreamEntry> Entries, long Unshown, bool Truncated, string? TruncatedBy);
