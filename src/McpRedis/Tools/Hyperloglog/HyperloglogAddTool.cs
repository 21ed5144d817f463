using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hyperloglog;

[RedisTool("redis_hyperloglog_add", "Add to a HyperLogLog", Toolset.Hyperloglog, Risk.Write, "PFADD", Idempotent = true)]
internal sealed class HyperloglogAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add members to an approximate counter of distinct members.</summary>
    /// <param name="key">HyperLogLog.</param>
    /// <param name="members">Members.</param>
    /// <returns>Whether the estimate may have changed.</returns>
    /// <exception cref="Fault">wrong_type: the key holds something else, which may be a plain string.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/pfadd/"/>
    public async Task<HyperloglogChanged> RunAsync(byte[] key, [Items(1, 500)] byte[][] members, CancellationToken cancellationToken = default)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("PFADD").Key(key).Args(members), cancellationToken);
        return new(budget.Echo(key), reply.Integer == 1);
    }
}

/// <param name="Key">HyperLogLog.</param>
/// <param name="Changed">False when nothing new was seen.</param>
internal sealed record HyperloglogChanged(RedisText Key, bool Changed);
