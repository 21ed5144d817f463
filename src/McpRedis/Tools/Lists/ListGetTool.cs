using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

[RedisTool("redis_list_get", "Get list elements", Toolset.Lists, Risk.Read, "LLEN", "PTTL", "MEMORY USAGE", "LRANGE", "LPOS")]
internal sealed class ListGetTool(IRedisGateway redis, OutputBudget budget)
{
    // More than any list has; LPOS takes a rank up to 2^63.
    private const long MostMatches = 1L << 53;

    /// <summary>Read list elements by index, or find where a value is.</summary>
    /// <param name="key">Key.</param>
    /// <param name="start">First index; negative from the tail.</param>
    /// <param name="end">Last index, inclusive.</param>
    /// <param name="value">Find the indexes of this value.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>Elements over 4 KiB are cut; a single one asked for by index is shown as far as the reply holds it and goes on with cursor.</returns>
    /// <exception cref="Fault">key_not_found: there is no such list.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/lrange/"/>
    public async Task<ListElements> RunAsync(
        byte[] key, long? start = null, long? end = null, byte[]? value = null, string? cursor = null, [Limits(1, 500)] int limit = 100, CancellationToken cancellationToken = default)
    {
        if (value is not null && (start ?? end) is not null)
        {
            throw Fault.Argument("value", "is looked for in the whole list; leave start and end out.");
        }
        var at = PageCursor.Parse(cursor, "list");
        long from = at?.Index ?? 0;
        if (value is not null && from > MostMatches)
        {
            throw Fault.Argument("cursor", "not a cursor of this tool.", "Pass the cursor of the previous page unchanged, or omit it to start over.");
        }
        var facts = await redis.ExecuteManyAsync(
            [RedisCommand.Of("LLEN").Key(key), RedisCommand.Of("PTTL").Key(key), RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken);
        if (facts[0].IsError)
        {
            throw RedisFaults.FromReply(facts[0].Text, "LLEN");
        }
        long total = facts[0].Integer;
        if (total == 0)
        {
            throw new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
        }
        var shownKey = budget.Echo(key);
        long? ttlMs = facts[1].IsError || facts[1].Integer < 0 ? null : facts[1].Integer;
        if (value is not null)
        {
            var (indexes, next) = await FindAsync(key, value, from, limit, cancellationToken);
            return new(shownKey, ttlMs, total, null, null, indexes, next, next is not null, next is null ? null : budget.CutBy ?? "limit");
        }
        var range = ListRange.Of(start ?? 0, end ?? -1, total);
        from = Math.Max(range.First, from);
        long average = facts[2].IsError || facts[2].IsNull ? 0 : facts[2].Integer / total;   // what a limited user may not ask counts as small
        var place = new ReadPlace(key, new PageCursor("list", $"{from}"), limit, range.Last + 1, average, budget);
        var page = range.Count == 1 ? await OneAsync(key, range.First, at?.Skip ?? 0, cancellationToken) : await ListPages.ReadAsync(redis, place, cancellationToken);
        return new(
            shownKey, ttlMs, total, page.Elements!.Count > 0 ? from : null, page.Elements, null, page.Cursor, page.Truncated, range.Count == 1 && page.Truncated ? "value" : page.TruncatedBy(budget, limit));
    }

    // The cursor is one of bytes: the element goes on where the page before ended.
    private async Task<ContentPage> OneAsync(byte[] key, long index, int skip, CancellationToken cancellationToken)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("LRANGE").Key(key).Arg(index).Arg(index).Large(), cancellationToken);
        if (reply.Count == 0)
        {
            return new(Elements: []);
        }
        var bytes = reply[0].Bytes;
        skip = Math.Min(skip, bytes.Length);
        var shown = TextCut.ToJsonSize(TextCut.AtCharacter(bytes[skip..], Math.Max(budget.MaxValueBytes, budget.BytesLeft / 2)), budget.BytesLeft * 3 / 4);
        int next = skip + shown.Length;
        return new(Elements: [new RedisText(shown, bytes.Length)], Cursor: next < bytes.Length && shown.Length > 0 ? new PageCursor("list", $"{index}", Skip: next).ToString() : null);
    }

    // The cursor counts the matches told so far; one more is asked for to know whether there is another page.
    private async Task<(List<long> Indexes, string? Cursor)> FindAsync(byte[] key, byte[] value, long told, int limit, CancellationToken cancellationToken)
    {
        var found = await redis.ExecuteAsync(RedisCommand.Of("LPOS").Key(key).Arg(value).Arg("RANK").Arg(told + 1).Arg("COUNT").Arg(limit + 1), cancellationToken);
        var indexes = new List<long>();
        foreach (var index in found.ItemArray.Take(limit))
        {
            if (!budget.TryTake(21))
            {
                break;
            }
            indexes.Add(index.Integer);
        }
        return (indexes, indexes.Count < found.Count ? new PageCursor("list", $"{told + indexes.Count}").ToString() : null);
    }
}

/// <param name="Key">Key.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="Total">Elements of the whole list.</param>
/// <param name="Start">Index of the first element shown; null when none is.</param>
/// <param name="Elements">From head to tail; null when a value was looked for.</param>
/// <param name="Indexes">Where the value is, from the head; null when none was looked for.</param>
/// <param name="Cursor">Pass it with the same arguments to read on; null at the end. A push or pop at the head in between shifts indexes.</param>
/// <param name="Truncated">True while there is more, or when an element is cut.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; value when only elements were cut; null when nothing is missing.</param>
internal sealed record ListElements(
    RedisText Key,
    long? TtlMs,
    long Total,
    long? Start,
    IReadOnlyList<RedisText>? Elements,
    IReadOnlyList<long>? Indexes,
    string? Cursor,
    bool Truncated,
    string? TruncatedBy);
