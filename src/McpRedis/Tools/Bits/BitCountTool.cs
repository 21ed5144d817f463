using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Bits;

[RedisTool("redis_bit_count", "Count bits", Toolset.Bits, Risk.Read, "BITCOUNT", "BITPOS")]
internal sealed class BitCountTool(IRedisGateway redis, OutputBudget budget)
{
    private const int Questions = 3;

    /// <summary>Count the set bits of strings, find the first set and the first clear one.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="start">From here; negative counts from the end.</param>
    /// <param name="end">To here, inclusive.</param>
    /// <param name="unit">Of start and end; default byte.</param>
    /// <returns>One item for each key, in order. A missing key has no bits.</returns>
    /// <exception cref="Fault">wrong_type: the only key asked for is not a string; among several, its item says so.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/bitcount/"/>
    public async Task<BitCounts> RunAsync(
        [Items(1, 500)] byte[][] keys, long? start = null, long? end = null, BitUnit unit = BitUnit.Byte, CancellationToken cancellationToken = default)
    {
        var commands = keys.SelectMany(key => (RedisCommand[])[Count(key), Position(key, 1), Position(key, 0)]).ToArray();
        var replies = await redis.ExecuteManyAsync(commands, atomic: false, cancellationToken);
        var items = new List<BitItem>();
        for (int i = 0; i < keys.Length; i++)
        {
            var answers = replies[(i * Questions)..((i + 1) * Questions)];
            var fault = answers.FirstOrDefault(a => a.IsError) is { IsError: true } error ? RedisFaults.FromReply(error.Text, "BITCOUNT") : null;
            if (fault is not null && (keys.Length == 1 || fault.Code != ErrorCode.WrongType))
            {
                throw fault;
            }
            var shownKey = budget.ShortKey(keys[i]);
            if (!budget.TryTake(TextCut.JsonSize(shownKey.Bytes.Span) + 112))
            {
                break;
            }
            items.Add(fault is null
                ? new(shownKey, answers[0].Integer, Found(answers[1]), Found(answers[2]), null)
                : new(shownKey, null, null, null, fault.Code.Wire()));
        }
        return new(items, keys.Length - items.Count, items.Count < keys.Length, items.Count < keys.Length ? budget.CutBy : null);

        RedisCommand Count(byte[] key) => Range(RedisCommand.Of("BITCOUNT").Key(key), start is not null || end is not null || unit == BitUnit.Bit);

        // Without an end a clear bit is also found behind the string, which goes on in zeros for ever.
        RedisCommand Position(byte[] key, int bit) => Range(RedisCommand.Of("BITPOS").Key(key).Arg(bit), range: true);

        RedisCommand Range(RedisCommand command, bool range)
        {
            if (range)
            {
                command.Arg(start ?? 0).Arg(end ?? -1);
            }
            return unit == BitUnit.Bit ? command.Arg("BIT") : command;
        }
    }

    private static long? Found(RespValue position) => position.Integer < 0 ? null : position.Integer;
}

/// <summary>What start and end count.</summary>
internal enum BitUnit
{
    Byte,
    Bit,
}

/// <param name="Items">In the order of the keys.</param>
/// <param name="Unread">Keys at the end that the budget left out.</param>
/// <param name="Truncated">True when unread is not 0.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record BitCounts(IReadOnlyList<BitItem> Items, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Key">Key.</param>
/// <param name="Count">Set bits.</param>
/// <param name="FirstSet">Position of the first set bit, in bits from the start of the string; null when there is none.</param>
/// <param name="FirstClear">The same of the first clear bit.</param>
/// <param name="Error">wrong_type when the key is not a string; null otherwise.</param>
internal sealed record BitItem(RedisText Key, long? Count, long? FirstSet, long? FirstClear, string? Error);
