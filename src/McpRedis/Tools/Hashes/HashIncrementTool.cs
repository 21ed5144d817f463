using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

[RedisTool("redis_hash_increment", "Increment a hash field", Toolset.Hashes, Risk.Write, "HINCRBY", "HINCRBYFLOAT")]
internal sealed class HashIncrementTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add to the number in a hash field; a missing field counts as 0.</summary>
    /// <param name="key">Key.</param>
    /// <param name="field">Field.</param>
    /// <param name="by">Integer to add; default 1.</param>
    /// <param name="byFloat">Fraction to add, in place of by.</param>
    /// <returns>The number after.</returns>
    /// <exception cref="Fault">invalid_argument: the field is not a number, or the sum would overflow 64 bits; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/hincrby/"/>
    public async Task<FieldIncremented> RunAsync(byte[] key, byte[] field, long? by = null, double? byFloat = null, CancellationToken cancellationToken = default)
    {
        if (by is not null && byFloat is not null)
        {
            throw Fault.Argument("byFloat", "give by or byFloat, not both.");
        }
        var command = byFloat is { } fraction
            ? RedisCommand.Of("HINCRBYFLOAT").Key(key).Arg(field).Arg(fraction.ToString("R", CultureInfo.InvariantCulture))
            : RedisCommand.Of("HINCRBY").Key(key).Arg(field).Arg(by ?? 1);
        var reply = await redis.ExecuteAsync(command, cancellationToken);
        return new(budget.Echo(key), budget.Echo(field), reply.Text);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Field">Field.</param>
/// <param name="Value">The number as Redis holds it; text, since 64 bits do not fit every JSON reader's numbers.</param>
internal sealed record FieldIncremented(RedisText Key, RedisText Field, string Value);
