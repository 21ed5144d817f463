using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_add", "Add vectors", Toolset.Vectors, Risk.Write, "VADD", "VINFO")]
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
        // A transaction does not undo what a later one of its commands refuses, so the mistakes it could find are looked for here.
        if (items.FirstOrDefault(item => item.Vector.Length != items[0].Vector.Length) is not null)
        {
            throw Fault.Argument("items", "all vectors must have the same dimension.");
        }
        string?[] attributes = [.. items.Select((item, i) => item.Attributes is { } json ? VectorText.Attributes($"items[{i}].attributes", json) : null)];
        var kept = await KeptAsync(key, items[0].Vector.Length, quantization, cancellationToken);
        var commands = items.Select((item, i) => Command(key, item, attributes[i], kept)).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return new(budget.Echo(key), replies.Sum(reply => reply.Integer));
    }

    // VADD without a quantization means q8, also for a set that has another, and is then refused.
    private async Task<Quantization?> KeptAsync(byte[] key, int dimension, Quantization? asked, CancellationToken cancellationToken)
    {
        var info = await redis.ExecuteAsync(RedisCommand.Of("VINFO").Key(key), cancellationToken);
        if (info.IsNull || info.Count == 0)
        {
            return asked;
        }
        long takes = Number("projection-input-dim") is > 0 and var projected ? projected : Number("vector-dim");
        if (takes > 0 && takes != dimension)
        {
            throw Fault.Argument("items", $"the set holds vectors of dimension {takes}, not {dimension}.");
        }
        Quantization? kept = Greeting.Field(info, "quant-type").Text switch { "f32" => Quantization.None, "int8" => Quantization.Q8, "bin" => Quantization.Binary, _ => null };
        return kept is not null && asked is not null && asked != kept
            ? throw new Fault(ErrorCode.Conflict, "The set keeps its vectors in another quantization.", "Leave quantization out; redis_vector_info tells what it is.")
            : kept ?? asked;

        long Number(string name) => Greeting.Field(info, name) is { IsNull: false } value ? value.Integer : 0;
    }

    private static RedisCommand Command(byte[] key, NewVector item, string? attributes, Quantization? quantization)
    {
        var command = RedisCommand.Of("VADD").Key(key);
        VectorText.AddTo(command, item.Vector).Arg(item.Member);
        if (quantization is { } chosen)
        {
            command.Arg(chosen switch { Quantization.None => "NOQUANT", Quantization.Q8 => "Q8", _ => "BIN" });
        }
        return attributes is null ? command : command.Arg("SETATTR").Arg(attributes);
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
