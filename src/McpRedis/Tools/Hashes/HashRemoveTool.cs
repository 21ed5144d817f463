using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

[RedisTool("redis_hash_remove", "Remove hash fields", Toolset.Hashes, Risk.Write, "HDEL", "HLEN", Idempotent = true)]
internal sealed class HashRemoveTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Remove fields of a hash. The key goes with its last field.</summary>
    /// <param name="key">Key.</param>
    /// <param name="fields">Fields.</param>
    /// <returns>How many were removed and how many are left.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/hdel/"/>
    public async Task<FieldsRemoved> RunAsync(byte[] key, [Items(1, 500)] byte[][] fields, CancellationToken cancellationToken = default)
    {
        // No transaction, which a limited user may not have: what is removed does not hang on the count after it.
        var replies = await redis.ExecuteManyAsync(
            [RedisCommand.Of("HDEL").Key(key).Args(fields), RedisCommand.Of("HLEN").Key(key)], atomic: false, cancellationToken);
        if (replies[0].IsError)
        {
            throw RedisFaults.FromReply(replies[0].Text, "HDEL");
        }
        long removed = replies[0].Integer;
        long? total = replies[1].IsError ? null : replies[1].Integer;
        return new(budget.Echo(key), removed, total, removed > 0 && total == 0);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Removed">Fields removed; the others did not exist.</param>
/// <param name="Total">Fields left; null when they may not be counted.</param>
/// <param name="KeyRemoved">True when the last field went and the key with it.</param>
internal sealed record FieldsRemoved(RedisText Key, long Removed, long? Total, bool KeyRemoved);
