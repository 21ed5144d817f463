using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.SortedSets;

[RedisTool("redis_zset_get", "Read a sorted set", Toolset.SortedSets, Risk.Read,
    "ZCARD", "PTTL", "MEMORY USAGE", "ZRANGE", "ZCOUNT", "ZLEXCOUNT", "ZMSCORE", "ZRANK", "ZREVRANK")]
internal sealed class ZsetGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Sorted set members and scores: a range in pages, or given ones.</summary>
    /// <param name="key">Key.</param>
    /// <param name="members">These only, with rank.</param>
    /// <param name="range">What min and max are.</param>
    /// <param name="min">Rank; score: 5, (5 excludes 5, -inf; lex: [a, (a, -.</param>
    /// <param name="max">The same.</param>
    /// <param name="reverse">Highest first.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>Members in order, or in that of members; of one that is not there score and rank are null. With reverse ranks count from the highest. A bound after ( is left out of the range.</returns>
    /// <exception cref="Fault">key_not_found; wrong_type.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/zrange/"/>
    public async Task<SortedSetContent> RunAsync(
        byte[] key,
        [Items(1, 500)] byte[][]? members = null,
        RangeKind? range = null,
        string? min = null,
        string? max = null,
        bool reverse = false,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        [OfEncoding] bool base64 = false,
        CancellationToken cancellationToken = default)
    {
        if (members is not null && (range is not null || (min ?? max ?? cursor) is not null))
        {
            throw Fault.Argument("members", "goes without a range and a cursor.");
        }
        // 99 to 180 are ranks as well as scores; taken for the wrong ones they answer "nobody".
        if (range is null && (min ?? max) is not null)
        {
            throw Fault.Argument("range", "goes with min and max: rank, score or lex.");
        }
        var bounds = new SortedSetRange(range ?? RangeKind.Rank, min, max, base64);
        var at = PageCursor.Parse(cursor, "zset");
        var facts = await CollectionFacts.ReadAsync(redis, key, "ZCARD", cancellationToken);
        var shownKey = budget.Echo(key);
        if (members is not null)
        {
            var named = await NamedAsync(key, members, reverse, cancellationToken);
            bool cut = named.Count < members.Length;
            return new(shownKey, facts.Length, members.Length, facts.TtlMs, named, null, cut, cut ? budget.CutBy : null);
        }
        var (rank, count) = await bounds.MeasureAsync(redis, key, facts.Length, cancellationToken);
        var place = new ReadPlace(key, at, limit, count, facts.AverageSize, budget);
        var page = await SortedSetPages.ReadAsync(place, reverse, (offset, most) => bounds.ReadAsync(redis, key, rank, reverse, offset, most, cancellationToken));
        long? next = rank + page.Offset;
        var items = page.Scores!.Select((m, i) => new RankedMember(m.Member, m.Score, next + i)).ToList();
        return new(shownKey, facts.Length, count, facts.TtlMs, items, page.Cursor, page.Truncated, page.TruncatedBy(budget, limit));
    }

    private async Task<List<RankedMember>> NamedAsync(byte[] key, byte[][] members, bool reverse, CancellationToken cancellationToken)
    {
        var replies = await redis.ExecuteManyAsync(
            [
                RedisCommand.Of("ZMSCORE").Key(key).Args(members),
                .. members.Select(m => RedisCommand.Of(reverse ? "ZREVRANK" : "ZRANK").Key(key).Arg(m)),
            ],
            atomic: false, cancellationToken);
        if (Array.FindIndex(replies, r => r.IsError) is var failed and >= 0)
        {
            throw RedisFaults.FromReply(replies[failed].Text, failed == 0 ? "ZMSCORE" : reverse ? "ZREVRANK" : "ZRANK");
        }
        var told = new List<RankedMember>(members.Length);
        while (told.Count < members.Length && budget.TryTakeValue(members[told.Count], members[told.Count].Length, 96) is { } shown)
        {
            RespValue score = replies[0][told.Count], rank = replies[told.Count + 1];
            told.Add(new(shown, score.IsNull ? null : score.Double, rank.IsNull ? null : rank.Integer));
        }
        return told;
    }
}

/// <param name="Key">Key.</param>
/// <param name="Total">Members of the whole sorted set.</param>
/// <param name="Count">Members in the range, or asked for by name.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="Items">Members.</param>
/// <param name="Cursor">Pass it, with the same range, to read on; null at the end. A member whose score changes in between may come twice or be missed.</param>
/// <param name="Truncated">True while there is more, when the reply could not hold all members asked for, or when a member is cut.</param>
/// <param name="TruncatedBy">Which limit: limit, items or bytes; value when only members were cut.</param>
internal sealed record SortedSetContent(
    RedisText Key, long Total, long Count, long? TtlMs, IReadOnlyList<RankedMember> Items, string? Cursor, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member.</param>
/// <param name="Score">Score; inf and -inf are text.</param>
/// <param name="Rank">Place from 0; null in a range of scores or lex.</param>
internal sealed record RankedMember(RedisText Member, double? Score, long? Rank);
