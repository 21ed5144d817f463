using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Hyperloglog;

[RedisTool("redis_hyperloglog_count", "Count distinct members", Toolset.Hyperloglog, Risk.Read, "PFCOUNT")]
internal sealed class HyperloglogCountTool(IRedisGateway redis)
{
    /// <summary>Estimate the distinct members of one HyperLogLog, or of several together.</summary>
    /// <param name="keys">HyperLogLogs.</param>
    /// <returns>The estimate, off by 0.81 % as a rule; a missing key has none.</returns>
    /// <exception cref="Fault">wrong_type: a key holds something else.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/pfcount/"/>
    public async Task<HyperloglogEstimate> RunAsync([Items(1, 100)] byte[][] keys, CancellationToken cancellationToken = default)
    {
        // Of one key alone the server keeps the count in the key, which is a write; named twice it merges and keeps nothing.
        var reply = await redis.ExecuteAsync(RedisCommand.Of("PFCOUNT").Keys(keys.Length == 1 ? [keys[0], keys[0]] : keys), cancellationToken);
        return new(reply.Integer);
    }
}

/// <param name="Estimate">Distinct members, about.</param>
internal sealed record HyperloglogEstimate(long Estimate);
