using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Bits;

[RedisTool("redis_bit_set", "Set bits", Toolset.Bits, Risk.Write, "BITFIELD")]
internal sealed class BitSetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Set or increment bits or integers of a string, all in one step.</summary>
    /// <param name="key">Key; grows as needed.</param>
    /// <param name="items">As in redis_bit_get, with value to set or by to add.</param>
    /// <param name="overflow">Default wrap.</param>
    /// <returns>For each item the value before a set and after an increment; null where it would overflow and overflow is fail.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/bitfield/"/>
    public async Task<BitsChanged> RunAsync(byte[] key, [Items(1, 500)] BitChange[] items, BitOverflow overflow = BitOverflow.Wrap, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("BITFIELD").Key(key);
        if (overflow != BitOverflow.Wrap)
        {
            command.Arg("OVERFLOW").Arg(overflow == BitOverflow.Saturate ? "SAT" : "FAIL");
        }
        for (int i = 0; i < items.Length; i++)
        {
            var item = items[i];
            string type = BitField.Check($"items[{i}]", item.Type, item.Offset);
            if ((item.Value is null) == (item.By is null))
            {
                throw Fault.Argument($"items[{i}].value", "give value or by, one of the two.");
            }
            command.Arg(item.By is null ? "SET" : "INCRBY").Arg(type).Arg(item.Offset).Arg(item.By ?? item.Value!.Value);
        }
        var reply = await redis.ExecuteAsync(command, cancellationToken);
        var shownKey = budget.Echo(key);
        string?[] values = [.. reply.ItemArray.Select(value => value.IsNull ? null : value.Text).TakeWhile(value => budget.TryTake((value?.Length ?? 2) + 3))];
        return new(shownKey, reply.ItemArray.Count(value => !value.IsNull), values, values.Length < items.Length, budget.CutBy);
    }
}

internal sealed record BitChange(long Offset, long? Value = null, long? By = null, string? Type = null);

/// <summary>What happens to a value that does not fit its bits.</summary>
internal enum BitOverflow
{
    Wrap,
    Saturate,
    Fail,
}

/// <param name="Key">Key.</param>
/// <param name="Applied">Items that were done; the others would have overflowed.</param>
/// <param name="Values">As far as the reply holds them, as text.</param>
/// <param name="Truncated">True when values were left out of the reply; their items were handled like the others.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record BitsChanged(RedisText Key, long Applied, IReadOnlyList<string?> Values, bool Truncated, string? TruncatedBy);
