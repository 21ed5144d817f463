using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

[RedisTool("redis_list_remove", "Remove list elements", Toolset.Lists, Risk.Write, "LREM", "LLEN")]
internal sealed class ListRemoveTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Remove list elements equal to a value.</summary>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <param name="count">At most so many, negative from the tail; default all.</param>
    /// <returns>How many were removed and how many elements are left.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/lrem/"/>
    public async Task<ElementsRemoved> RunAsync(byte[] key, byte[] value, long count = 0, CancellationToken cancellationToken = default)
    {
        // No transaction, which a limited user may not have: what is removed does not hang on the count after it.
        var replies = await redis.ExecuteManyAsync(
            [RedisCommand.Of("LREM").Key(key).Arg(count).Arg(value), RedisCommand.Of("LLEN").Key(key)], atomic: false, cancellationToken);
        if (replies[0].IsError)
        {
            throw RedisFaults.FromReply(replies[0].Text, "LREM");
        }
        long removed = replies[0].Integer;
        long? total = replies[1].IsError ? null : replies[1].Integer;
        return new(budget.Echo(key), removed, total, removed > 0 && total == 0);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Removed">Elements removed.</param>
/// <param name="Total">Elements left; null when they may not be counted.</param>
/// <param name="KeyRemoved">True when the last element went and the key with it.</param>
internal sealed record ElementsRemoved(RedisText Key, long Removed, long? Total, bool KeyRemoved);
