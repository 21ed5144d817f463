using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_ack", "Acknowledge entries", Toolset.Streams, Risk.Write, "XACK", Idempotent = true)]
internal sealed class StreamAckTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Acknowledge delivered entries.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">Group.</param>
    /// <param name="ids">Ids.</param>
    /// <returns>How many were pending and are not any more; 0 also when stream or group is missing.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/xack/"/>
    public async Task<StreamChanged> RunAsync(byte[] key, byte[] group, [Items(1, 500)] string[] ids, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("XACK").Key(key).Arg(group);
        foreach (string id in ids)
        {
            command.Arg(id);
        }
        return new(budget.Echo(key), (await redis.ExecuteAsync(command, cancellationToken)).Integer);
    }
}

/// <param name="Key">Stream.</param>
/// <param name="Changed">Entries it applied to.</param>
internal sealed record StreamChanged(RedisText Key, long Changed);
