using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_set", "Set attributes", Toolset.Vectors, Risk.Write, "VSETATTR", Idempotent = true)]
internal sealed class VectorSetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Set attributes of vector set members.</summary>
    /// <param name="key">Vector set.</param>
    /// <param name="items">Attributes are a JSON object; empty text removes them.</param>
    /// <returns>How many members there were to set them on.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/vsetattr/"/>
    public async Task<VectorsChanged> RunAsync(byte[] key, [Items(1, 500)] MemberAttributes[] items, CancellationToken cancellationToken = default)
    {
        var commands = items.Select((item, i) => RedisCommand.Of("VSETATTR").Key(key).Arg(item.Member)
            .Arg(item.Attributes.Length == 0 ? "" : VectorText.Attributes($"items[{i}].attributes", item.Attributes))).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return new(budget.Echo(key), replies.Sum(reply => reply.Integer));
    }
}

internal sealed record MemberAttributes(byte[] Member, string Attributes);
