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
        var replies = await CollectionChange.RunAsync(redis, key, "zset", [RedisCommand.Of("ZCARD").Key(key), add], ttlMs, cancellationToken);
        long added = replies[2].Integer - replies[0].Integer;
        return new(budget.Echo(key), added, replies[1].Integer - added, replies[2].Integer);
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
/// <param name="Added">New members.</param>
/// <param name="Updated">Members that got another score; the others had it, or did not meet the condition.</param>
/// <param name="Total">Members of the sorted set now.</param>
internal sealed record SortedSetAdded(RedisText Key, long Added, long Updated, long Total);
