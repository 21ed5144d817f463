using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_add", "Add vectors", Toolset.Vectors, Risk.Write, "VADD")]
internal sealed class VectorAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add or replace members of a vector set, all or none.</summary>
    /// <param name="key">Vector set.</param>
    /// <param name="items">Members; attributes are a JSON object.</param>
    /// <param name="quantization">Of a new set; default q8.</param>
    /// <returns>How many members are new.</returns>
    /// <exception cref="Fault">invalid_argument: a vector has another dimension than the set; nothing was added.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/vadd/"/>
    public async Task<VectorsChanged> RunAsync(byte[] key, [Items(1, 100)] NewVector[] items, Quantization? quantization = null, CancellationToken cancellationToken = default)
    {
        // A transaction does not undo what a later one of its commands refuses, so the one mistake it could find is looked for here.
        if (items.FirstOrDefault(item => item.Vector.Length != items[0].Vector.Length) is not null)
        {
            throw Fault.Argument("items", "all vectors must have the same dimension.");
        }
        var commands = items.Select((item, i) => Command(key, item, i, quantization)).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return new(budget.Echo(key), replies.Sum(reply => reply.Integer));
    }

    private static RedisCommand Command(byte[] key, NewVector item, int index, Quantization? quantization)
    {
        var command = RedisCommand.Of("VADD").Key(key);
        VectorText.AddTo(command, item.Vector).Arg(item.Member);
        if (quantization is { } chosen)
        {
            command.Arg(chosen switch { Quantization.None => "NOQUANT", Quantization.Q8 => "Q8", _ => "BIN" });
        }
        return item.Attributes is { } attributes ? command.Arg("SETATTR").Arg(VectorText.Attributes($"items[{index}].attributes", attributes)) : command;
    }
}

internal sealed record NewVector(byte[] Member, [Items(1, 32768)] double[] Vector, string? Attributes = null);

/// <summary>How vectors are kept.</summary>
internal enum Quantization
{
    None,
    Q8,
    Binary,
}

/// <param name="Key">Vector set.</param>
/// <param name="Changed">Members it applied to.</param>
internal sealed record VectorsChanged(RedisText Key, long Changed);
