using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hyperloglog;

[RedisTool("redis_hyperloglog_merge", "Merge HyperLogLogs", Toolset.Hyperloglog, Risk.Write, "PFMERGE", Idempotent = true)]
internal sealed class HyperloglogMergeTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Merge HyperLogLogs into one; what it holds already stays counted.</summary>
    /// <param name="key">Target.</param>
    /// <param name="keys">Sources.</param>
    /// <returns>The target.</returns>
    /// <exception cref="Fault">wrong_type: a key holds something else; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/pfmerge/"/>
    public async Task<HyperloglogMerged> RunAsync(byte[] key, [Items(1, 100)] byte[][] keys, CancellationToken cancellationToken = default)
    {
        await redis.ExecuteAsync(RedisCommand.Of("PFMERGE").Key(key).Keys(keys), cancellationToken);
        return new(budget.Echo(key));
    }
}

/// <param name="Key">Target.</param>
internal sealed record HyperloglogMerged(RedisText Key);
