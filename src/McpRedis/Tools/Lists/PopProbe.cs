using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

/// <summary>
/// What is popped exists nowhere but in the reply, so no more may be popped than a reply shows whole. The elements
/// are looked at first, in steps that grow with what they turn out to be, starting with one.
/// </summary>
internal sealed class PopProbe(IRedisGateway redis, OutputBudget budget, byte[] key, ListSide side)
{
    private const int JsonAroundElement = 32;
    private const int JsonAroundKey = 128;

    /// <summary>How many of <paramref name="wanted"/> fit.</summary>
    /// <exception cref="Fault">budget_exceeded: not even one.</exception>
    public async Task<int> FittingAsync(int wanted, CancellationToken cancellationToken)
    {
        int room = budget.BytesLeft - TextCut.JsonSize(budget.ShortKey(key).Bytes.Span) - JsonAroundKey;
        long used = 0;
        for (int seen = 0, step = 1; seen < wanted; step = NextStep(room, used, seen))
        {
            var elements = await ReadAsync(seen, Math.Min(step, wanted - seen), cancellationToken);
            foreach (var element in elements)
            {
                used += TextCut.JsonSize(element.Bytes.Span) + JsonAroundElement;
                if (used > room)
                {
                    return seen > 0 ? seen : throw TooLarge(element.Bytes.Length);
                }
                seen++;
            }
            if (elements.Length == 0)
            {
                return Math.Max(1, seen);   // it became shorter meanwhile
            }
        }
        return wanted;
    }

    // As many more as there should be room for, by what those seen take on average.
    private static int NextStep(int room, long used, int seen) => (int)Math.Max(1, (room - used) * seen / Math.Max(1, used));

    private async Task<RespValue[]> ReadAsync(int from, int count, CancellationToken cancellationToken)
    {
        var (first, last) = side == ListSide.Head ? (from, from + count - 1) : (-from - count, -from - 1);
        var reply = await redis.ExecuteAsync(RedisCommand.Of("LRANGE").Key(key).Arg(first).Arg(last).Large(), cancellationToken);
        return side == ListSide.Head ? reply.ItemArray : [.. reply.ItemArray.Reverse()];
    }

    private static Fault TooLarge(int sizeBytes) => new(
        ErrorCode.BudgetExceeded,
        $"The next element has {sizeBytes} bytes, more than one reply shows whole; nothing was popped.",
        "Read it with redis_list_get, move it with toKey, or remove it with redis_list_trim; the operator can raise --output-budget.");
}
