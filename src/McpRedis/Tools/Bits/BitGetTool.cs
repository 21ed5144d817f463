using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Bits;

[RedisTool("redis_bit_get", "Read bits", Toolset.Bits, Risk.Read, "BITFIELD_RO")]
internal sealed class BitGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Read bits, or integers of 1 to 64 bits, of a string.</summary>
    /// <param name="key">Key.</param>
    /// <param name="items">First bit; type i1 to i64 or u1 to u63, default u1.</param>
    /// <returns>Values in order, as text; what lies beyond the end of the string is 0.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/bitfield_ro/"/>
    public async Task<BitValues> RunAsync(byte[] key, [Items(1, 500)] BitPlace[] items, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("BITFIELD_RO").Key(key);
        for (int i = 0; i < items.Length; i++)
        {
            command.Arg("GET").Arg(BitField.Check($"items[{i}]", items[i].Type, items[i].Offset)).Arg(items[i].Offset);
        }
        var reply = await redis.ExecuteAsync(command, cancellationToken);
        var shownKey = budget.Echo(key);
        string[] values = [.. reply.ItemArray.Select(value => value.Text).TakeWhile(value => budget.TryTake(value.Length + 3))];
        return new(shownKey, values, items.Length - values.Length, values.Length < items.Length, budget.CutBy);
    }
}

internal sealed record BitPlace(long Offset, string? Type = null);

/// <param name="Key">Key.</param>
/// <param name="Values">Decimal numbers as text, since 64 bits do not fit every JSON reader's numbers.</param>
/// <param name="Unread">Items at the end that the budget left out.</param>
/// <param name="Truncated">True when unread is not 0.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record BitValues(RedisText Key, IReadOnlyList<string> Values, long Unread, bool Truncated, string? TruncatedBy);
