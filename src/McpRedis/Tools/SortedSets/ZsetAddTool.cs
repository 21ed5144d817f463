using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.SortedSets;

[RedisTool("redis_zset_add", "Add to a sorted set", Toolset.SortedSets, Risk.Write, "ZADD", "ZCARD", "PEXPIRE", "TYPE")]
internal sealed class ZsetAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add members to a sorted set or change their scores.</summary>
    /// <param name="key">Key.</param>
    /// <param name="items">Members and scores, inf and -inf as text.</param>
    /// <param name="condition">Which are written.</param>
    /// <param name="ttlMs">Expire the key after this.</param>
    /// <returns>How many were new and how many got another score; ifGreater and ifLess hold back updates, never new members. Members and expiry are set in one step.</returns>
    /// <exception cref="Fault">wrong_type: the key is not a sorted set; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/zadd/"/>
    public async Task<SortedSetAdded> RunAsync(
        byte[] key,
        [Items(1, 1000)] MemberScore[] items,
        ScoreCondition condition = ScoreCondition.Always,
        [Limits(1, CollectionChange.LongestTtlMs)] long? ttlMs = null,
        CancellationToken cancellationToken = default)
    {
        RefuseRepeated(items);
        var add = RedisCommand.Of("ZADD").Key(key);
        switch (condition)
        {
            case ScoreCondition.IfExists: add.Arg("XX"); break;
            case ScoreCondition.IfAbsent: add.Arg("NX"); break;
            case ScoreCondition.IfGreater: add.Arg("GT"); break;
            case ScoreCondition.IfLess: add.Arg("LT"); break;
        }
        add.Arg("CH");
        foreach (var (member, score) in items)
        {
            add.Arg(ScoreText.Of(score)).Arg(member);
        }
        // ZADD counts new members, or with CH new and changed ones; the length before tells them apart.
        RedisCommand[] changes = [RedisCommand.Of("ZCARD").Key(key), add];
        RespValue[] replies = ttlMs is null
            ? await CountedAsync([.. changes, RedisCommand.Of("ZCARD").Key(key)], cancellationToken)
            : await CollectionChange.RunAsync(redis, key, "zset", changes, ttlMs, cancellationToken);
        long written = replies[1].Integer;
        if (replies[0].IsError || replies[2].IsError)
        {
            return new(budget.Echo(key), null, null, null);
        }
        long total = replies[2].Integer, added = Math.Clamp(total - replies[0].Integer, 0, written);
        return new(budget.Echo(key), added, written - added, total);
    }

    // In one step, so that the counts are of this call alone. A user who may not have that, or not count, has nothing but
    // the counts to lose.
    private async Task<RespValue[]> CountedAsync(RedisCommand[] commands, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        }
        catch (Fault fault) when (fault.Code == ErrorCode.NotPermitted)
        {
            var replies = await redis.ExecuteManyAsync(commands, atomic: false, cancellationToken);
            return replies[1].IsError ? throw RedisFaults.FromReply(replies[1].Text, "ZADD") : replies;
        }
    }

    private static void RefuseRepeated(MemberScore[] items)
    {
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        for (int i = 0; i < items.Length; i++)
        {
            if (!seen.Add(items[i].Member))
            {
                throw Fault.Argument($"items[{i}].member", "is in the list twice; which score should it have?");
            }
        }
    }
}

/// <summary>Which members are added or changed.</summary>
internal enum ScoreCondition
{
    Always,
    IfExists,
    IfAbsent,
    IfGreater,
    IfLess,
}

internal sealed record MemberScore(byte[] Member, [OrInfinite] double Score);

/// <param name="Key">Key.</param>
/// <param name="Added">New members; null, as the other counts, when they may not be counted.</param>
/// <param name="Updated">Members that got another score; the others had it, or did not meet the condition.</param>
/// <param name="Total">Members of the sorted set now.</param>
internal sealed record SortedSetAdded(RedisText Key, long? Added, long? Updated, long? Total);
