using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Sets;

[RedisTool("redis_set_get", "Read a set", Toolset.Sets, Risk.Read, "SCARD", "PTTL", "MEMORY USAGE", "SSCAN", "SMISMEMBER", "SRANDMEMBER")]
internal sealed class SetGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Members of a set page by page, some at random, or whether given ones are in it.</summary>
    /// <param name="key">Key.</param>
    /// <param name="members">Test these only.</param>
    /// <param name="random">So many at random.</param>
    /// <param name="pattern">Glob.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>Members in no order, or membership in the order asked. With a pattern a page can be empty while cursor is set: go on.</returns>
    /// <exception cref="Fault">key_not_found; wrong_type.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/sscan/"/>
    public async Task<SetContent> RunAsync(
        byte[] key,
        [Items(1, 500)] byte[][]? members = null,
        [Limits(1, 500)] int? random = null,
        byte[]? pattern = null,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        bool paged = pattern is not null || cursor is not null;
        if ((members is null ? 0 : 1) + (random is null ? 0 : 1) + (paged ? 1 : 0) > 1)
        {
            throw Fault.Argument("members", "give members, or random, or pattern and cursor.");
        }
        var facts = await CollectionFacts.ReadAsync(redis, key, "SCARD", cancellationToken);
        var place = new ReadPlace(key, PageCursor.Parse(cursor, "set"), random ?? limit, facts.Length, facts.AverageSize, budget);
        var content = new SetContent(budget.Echo(key), facts.Length, facts.TtlMs, null, null, null, false, null);
        if (members is not null)
        {
            return await MembershipAsync(content, key, members, cancellationToken);
        }
        if (random is not null)
        {
            return await RandomAsync(content, place, cancellationToken);
        }
        var page = await ScanPages.ReadAsync(redis, place, "set", cancellationToken, pattern);
        return content with { Members = page.Members, Cursor = page.Cursor, Truncated = page.Truncated, TruncatedBy = page.TruncatedBy(budget, limit) };
    }

    private async Task<SetContent> MembershipAsync(SetContent content, byte[] key, byte[][] members, CancellationToken cancellationToken)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("SMISMEMBER").Key(key).Args(members), cancellationToken);
        var told = new List<Membership>(members.Length);
        while (told.Count < members.Length && budget.TryTakeValue(members[told.Count], members[told.Count].Length, 64) is { } shown)
        {
            told.Add(new(shown, reply[told.Count].Integer == 1));
        }
        bool cut = told.Count < members.Length;
        return content with { Membership = told, Truncated = cut, TruncatedBy = cut ? budget.CutBy : null };
    }

    private async Task<SetContent> RandomAsync(SetContent content, ReadPlace place, CancellationToken cancellationToken)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("SRANDMEMBER").Key(place.Key).Arg(place.Step).Large(), cancellationToken);
        var shown = new List<RedisText>(reply.Count);
        foreach (var member in reply.ItemArray)
        {
            if (budget.TryTakeValue(member.Bytes, member.Bytes.Length) is not { } text)
            {
                break;
            }
            shown.Add(text);
        }
        bool fewer = shown.Count < Math.Min(place.Limit, place.Length), cut = shown.Any(m => m.Truncated);
        return content with { Members = shown, Truncated = fewer || cut, TruncatedBy = fewer ? budget.CutBy ?? "bytes" : cut ? "value" : null };
    }
}

/// <param name="Key">Key.</param>
/// <param name="Total">Members of the whole set.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="Members">Members; null when only membership was asked.</param>
/// <param name="Membership">Of the members asked for, in order; else null.</param>
/// <param name="Cursor">Pass it to read on; null at the end.</param>
/// <param name="Truncated">True while there is more, when the reply could not hold all that was asked, or when a member is cut.</param>
/// <param name="TruncatedBy">Which limit: limit, items, bytes, or visited (members looked at in one call); value when only members were cut; null when nothing is missing.</param>
internal sealed record SetContent(
    RedisText Key, long Total, long? TtlMs, IReadOnlyList<RedisText>? Members, IReadOnlyList<Membership>? Membership, string? Cursor, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member asked for.</param>
/// <param name="IsMember">Whether it is in the set.</param>
internal sealed record Membership(RedisText Member, bool IsMember);
