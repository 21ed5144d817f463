using McpRedis.Catalogue;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_range", "Read a stream", Toolset.Streams, Risk.Read, "XRANGE", "XREVRANGE", "XLEN", "MEMORY USAGE", DeadlineSeconds = Waiting.DeadlineSeconds)]
internal sealed class StreamRangeTool(IRedisGateway redis, OutputBudget budget, TimeProvider time)
{
    /// <summary>Read entries by id; may wait for new ones.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="start">Smallest id; (id begins after it.</param>
    /// <param name="end">Largest id.</param>
    /// <param name="reverse">Newest first.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Entries; default 100.</param>
    /// <param name="waitMs">Wait so long for one.</param>
    /// <returns>Entries; none when the stream is missing.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/xrange/"/>
    public async Task<StreamRange> RunAsync(
        byte[] key,
        string? start = null,
        string? end = null,
        bool reverse = false,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        [Limits(0, Waiting.LongestMs)] int waitMs = 0,
        CancellationToken cancellationToken = default)
    {
        var span = new StreamSpan(start ?? "-", end ?? "+", reverse);
        var at = PageCursor.Parse(cursor, "stream");
        var facts = await redis.ExecuteManyAsync([RedisCommand.Of("XLEN").Key(key), RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken);
        if (facts[0].IsError)
        {
            throw RedisFaults.FromReply(facts[0].Text, "XLEN");
        }
        long total = facts[0].Integer;
        var shownKey = budget.Echo(key);
        var place = new ReadPlace(key, at, limit, total, EntrySize.Of(facts[1], total), budget);
        var page = waitMs == 0
            ? await StreamPages.ReadAsync(redis, place, span, cancellationToken)
            : await WaitAsync(place, span, waitMs, cancellationToken);
        return new(shownKey, total, page.Entries!, page.Cursor, page.Cursor is not null, page.Cursor is null ? null : budget.CutBy ?? "limit");
    }

    private async Task<ContentPage> WaitAsync(ReadPlace place, StreamSpan span, int waitMs, CancellationToken cancellationToken)
    {
        return await Waiting.ForAsync(time, waitMs, LookAsync, cancellationToken) ?? new(Entries: []);

        async Task<ContentPage?> LookAsync() => await StreamPages.ReadAsync(redis, place, span, cancellationToken) is { Entries.Count: > 0 } page ? page : null;
    }
}

/// <param name="Key">Stream.</param>
/// <param name="Total">Entries of the whole stream.</param>
/// <param name="Entries">Oldest first, or newest first with reverse.</param>
/// <param name="Cursor">Pass it to read on; null at the end.</param>
/// <param name="Truncated">True while there is more.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; null at the end.</param>
internal sealed record StreamRange(RedisText Key, long Total, IReadOnlyList<StreamEntry> Entries, string? Cursor, bool Truncated, string? TruncatedBy);
