using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Sets;

[RedisTool("redis_set_add", "Add to a set", Toolset.Sets, Risk.Write, "SADD", "SCARD", "PEXPIRE", "TYPE")]
internal sealed class SetAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add members to a set.</summary>
    /// <param name="key">Key.</param>
    /// <param name="members">Members.</param>
    /// <param name="ttlMs">Expire the key after this.</param>
    /// <returns>How many were new. Members and expiry are set in one step.</returns>
    /// <exception cref="Fault">wrong_type: the key is not a set; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/sadd/"/>
    public async Task<SetAdded> RunAsync(
        byte[] key,
        [Items(1, 1000)] byte[][] members,
        [Limits(1, CollectionChange.LongestTtlMs)] long? ttlMs = null,
        CancellationToken cancellationToken = default)
    {
        var add = RedisCommand.Of("SADD").Key(key).Args(members);
        var replies = await CollectionChange.RunAsync(redis, key, "set", [add], ttlMs, cancellationToken);
        return new(budget.Echo(key), replies[0].Integer, CollectionChange.LengthOf(replies[1]));
    }
}

/// <param name="Key">Key.</param>
/// <param name="Added">Members that were new; the others were there already.</param>
/// <param name="Total">Members of the set now; null when they may not be counted.</param>
internal sealed record SetAdded(RedisText Key, long Added, long? Total);
