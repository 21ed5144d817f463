using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_remove", "Remove vectors", Toolset.Vectors, Risk.Write, "VREM", Idempotent = true)]
internal sealed class VectorRemoveTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Remove members of a vector set.</summary>
    /// <param name="key">Vector set.</param>
    /// <param name="members">Members.</param>
    /// <returns>How many were removed; with the last one the key is gone.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/vrem/"/>
    public async Task<VectorsChanged> RunAsync(byte[] key, [Items(1, 500)] byte[][] members, CancellationToken cancellationToken = default)
    {
        var commands = members.Select(member => RedisCommand.Of("VREM").Key(key).Arg(member)).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return new(budget.Echo(key), replies.Sum(reply => reply.Integer));
    }
}
