using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Strings;

[RedisTool("redis_string_increment", "Increment a number", Toolset.Strings, Risk.Write, "INCRBY", "INCRBYFLOAT", "SET")]
internal sealed class StringIncrementTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add to the number a string holds; a missing key counts as 0.</summary>
    /// <param name="key">Key.</param>
    /// <param name="by">Integer to add, negative to subtract; default 1.</param>
    /// <param name="byFloat">Fraction to add, in place of by.</param>
    /// <param name="ttlMs">Expiry of a new key only.</param>
    /// <returns>The number after. A new key and its expiry come in one step.</returns>
    /// <exception cref="Fault">invalid_argument: the value is not a number, or the sum would overflow 64 bits; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/incrby/"/>
    public async Task<Incremented> RunAsync(byte[] key, long? by = null, double? byFloat = null, [Limits(1, CollectionChange.LongestTtlMs)] long? ttlMs = null, CancellationToken cancellationToken = default)
    {
        if (by is not null && byFloat is not null)
        {
            throw Fault.Argument("byFloat", "give by or byFloat, not both.");
        }
        var command = byFloat is { } fraction
            ? RedisCommand.Of("INCRBYFLOAT").Key(key).Arg(fraction.ToString("R", CultureInfo.InvariantCulture))
            : RedisCommand.Of("INCRBY").Key(key).Arg(by ?? 1);
        // The key is made first, with its expiry and only where there is none: whatever the increment then meets, a key
        // that was there is not touched by it.
        var reply = ttlMs is { } ttl
            ? (await redis.ExecuteManyAsync([RedisCommand.Of("SET").Key(key).Arg(0).Arg("PX").Arg(ttl).Arg("NX"), command], atomic: true, cancellationToken))[1]
            : await redis.ExecuteAsync(command, cancellationToken);
        return new(budget.Echo(key), reply.Text);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Value">The number as Redis holds it; text, since 64 bits do not fit every JSON reader's numbers.</param>
internal sealed record Incremented(RedisText Key, string Value);
