using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.SortedSets;

[RedisTool("redis_zset_remove", "Remove from a sorted set", Toolset.SortedSets, Risk.Write,
    "ZREM", "ZREMRANGEBYRANK", "ZREMRANGEBYSCORE", "ZREMRANGEBYLEX", "ZPOPMIN", "ZPOPMAX",
    "ZRANGE", "ZCOUNT", "ZLEXCOUNT", "ZMSCORE", "ZCARD", "PTTL", "MEMORY USAGE")]
internal sealed class ZsetRemoveTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    // {"member":{"text":""},"score":-2.2250738585072014E-308,"rank":null},
    private const int Around = 80;

    /// <summary>Remove sorted set members: named, lowest or highest, or a range (confirmed).</summary>
    /// <param name="key">Key.</param>
    /// <param name="members">Members.</param>
    /// <param name="pop">Take out and return.</param>
    /// <param name="limit">To pop; default 1.</param>
    /// <param name="range">As in redis_zset_get.</param>
    /// <param name="min">From.</param>
    /// <param name="max">To.</param>
    /// <returns>How many were removed. Only as many are popped as the reply shows, whole.</returns>
    /// <exception cref="Fault">confirmation_required: a range; budget_exceeded: not even one member to pop fits. Nothing was removed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/zrem/"/>
    public async Task<SortedSetRemoved> RunAsync(
        byte[] key,
        [Items(1, 1000)] byte[][]? members = null,
        End? pop = null,
        [Limits(1, 500)] int limit = 1,
        RangeKind? range = null,
        string? min = null,
        string? max = null,
        [OfEncoding] bool base64 = false,
        CancellationToken cancellationToken = default)
    {
        if ((members is null ? 0 : 1) + (pop is null ? 0 : 1) + (range is null ? 0 : 1) != 1)
        {
            throw Fault.Argument("members", "give members, pop or range, one of the three.");
        }
        if (range is { } kind)
        {
            // A range without a bound is the whole set: that is said, not left out.
            if ((min ?? max) is null)
            {
                throw Fault.Argument("min", "give min, max or both with range.");
            }
            return await RemoveRangeAsync(key, new SortedSetRange(kind, min, max, base64), cancellationToken);
        }
        if ((min ?? max) is not null)
        {
            throw Fault.Argument("range", "say whether min and max are rank, score or lex.");
        }
        if (pop is { } end)
        {
            return await PopAsync(key, end, limit, cancellationToken);
        }
        return await RemoveAsync(key, [RedisCommand.Of("ZREM").Key(key).Args(members!)], cancellationToken);
    }

    private async Task<SortedSetRemoved> RemoveRangeAsync(byte[] key, SortedSetRange range, CancellationToken cancellationToken)
    {
        var facts = await CollectionFacts.ReadAsync(redis, key, "ZCARD", cancellationToken);
        var removal = await new RangeRemoval(redis, guard, key, range).ConfirmAsync(facts.Length, facts.AverageSize, cancellationToken);
        return removal.Count == 0 ? new(budget.Echo(key), 0, null, facts.Length, false, false) : await RemoveAsync(key, removal, cancellationToken);
    }

    private async Task<SortedSetRemoved> RemoveAsync(byte[] key, IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        // Several only of a large range, which goes as a whole or not at all.
        var replies = commands.Count == 1
            ? await CollectionChange.RunAsync(redis, key, "zset", commands, null, cancellationToken)
            : await redis.ExecuteManyAsync([.. commands, RedisCommand.Of("ZCARD").Key(key)], atomic: true, cancellationToken);
        long removed = replies[..commands.Count].Sum(r => r.Integer);
        long? total = CollectionChange.LengthOf(replies[commands.Count]);
        return new(budget.Echo(key), removed, null, total, removed > 0 && total == 0, false);
    }

    // What is popped is gone, so it is looked at first: only as many are popped as a reply can show. Should others
    // have taken their place by then, they are shown whole all the same.
    private async Task<SortedSetRemoved> PopAsync(byte[] key, End end, int limit, CancellationToken cancellationToken)
    {
        var facts = await CollectionFacts.ReadAsync(redis, key, "ZCARD", cancellationToken);
        var shownKey = budget.Echo(key);
        var place = new ReadPlace(key, null, limit, facts.Length, facts.AverageSize, budget);
        var command = RedisCommand.Of("ZRANGE").Key(key).Arg(0).Arg(place.Step - 1).Large();
        var seen = await redis.ExecuteAsync(end == End.Max ? command.Arg("REV") : command, cancellationToken);
        int fitting = seen.ItemArray.TakeWhile(m => budget.TryTake(TextCut.JsonSize(m.Bytes.Span) + Around)).Count();
        if (fitting == 0)
        {
            throw new Fault(ErrorCode.BudgetExceeded, "The member to pop is larger than a reply; nothing was removed.", "Remove it by its rank: range rank with min and max 0, or -1 for the highest.");
        }
        var pop = RedisCommand.Of(end == End.Max ? "ZPOPMAX" : "ZPOPMIN").Key(key).Arg(fitting).Large();
        var replies = await CollectionChange.RunAsync(redis, key, "zset", [pop], null, cancellationToken);
        var popped = SortedSetPages.Pairs(replies[0]).Select(p => new ScoredMember(RedisText.Of(p.Member.Bytes), p.Score.Double)).ToList();
        long? total = CollectionChange.LengthOf(replies[1]);
        return new(shownKey, popped.Count, popped, total, popped.Count > 0 && total == 0, popped.Count < limit && total != 0);
    }
}

/// <summary>An end of a sorted set.</summary>
internal enum End
{
    Min,
    Max,
}

/// <param name="Key">Key.</param>
/// <param name="Removed">Members removed; the others were not in the sorted set.</param>
/// <param name="Items">The ones popped, whole, in order; else null.</param>
/// <param name="Total">Members left; null when they may not be counted.</param>
/// <param name="KeyRemoved">True when the last member went, and the key with it.</param>
/// <param name="Truncated">True when fewer were popped than asked for and there are more: call again.</param>
internal sealed record SortedSetRemoved(RedisText Key, long Removed, IReadOnlyList<ScoredMember>? Items, long? Total, bool KeyRemoved, bool Truncated);
