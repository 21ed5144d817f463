using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

/// <summary>
/// Fields by name. Redis gives a field's value whole or not at all, so its size is asked first: values come in steps
/// of about what a reply can show, and one too large to be fetched is told by its size alone, or where it is the only
/// one by a failure that says what can be done.
/// </summary>
internal sealed class NamedFields(IRedisGateway redis, OutputBudget budget, byte[] key, int? start)
{
    private const long LargestFetched = 16L << 20;

    public static IEnumerable<RedisCommand> Sizes(byte[] key, byte[][] fields) => fields.Select(field => RedisCommand.Of("HSTRLEN").Key(key).Arg(field));

    /// <param name="fields">Fields.</param>
    /// <param name="sizes">Replies to <see cref="Sizes"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The first of the fields, as many as the budget holds.</returns>
    public async Task<List<HashValue>> ReadAsync(byte[][] fields, ReadOnlyMemory<RespValue> sizes, CancellationToken cancellationToken)
    {
        if (fields.Length == 1 && Size(sizes.Span[0]) > LargestFetched)
        {
            throw new Fault(
                ErrorCode.BudgetExceeded,
                $"The value has {Size(sizes.Span[0])} bytes. Redis gives a field's value only whole, and over 16 MiB none is fetched.",
                "redis_script_run can cut it on the server: return string.sub(redis.call('HGET', KEYS[1], ARGV[1]), 1, 4096).");
        }
        var items = new List<HashValue>(fields.Length);
        for (int from = 0, to; from < fields.Length; from = to)
        {
            to = StepEnd(sizes.Span, from);
            var fetched = Enumerable.Range(from, to - from).Where(i => Size(sizes.Span[i]) <= LargestFetched).ToList();
            var values = fetched.Count == 0 ? RespValue.Null
                : await redis.ExecuteAsync(RedisCommand.Of("HMGET").Key(key).Args(fetched.Select(i => (ReadOnlyMemory<byte>)fields[i])).Large(), cancellationToken);
            for (int i = from; i < to; i++)
            {
                int place = fetched.IndexOf(i);
                if (!TryAdd(items, fields[i], place < 0 ? Unfetched(Size(sizes.Span[i])) : Shown(values[place]), place < 0 ? ErrorCode.BudgetExceeded.Wire() : null))
                {
                    return items;
                }
            }
        }
        return items;
    }

    private int StepEnd(ReadOnlySpan<RespValue> sizes, int from)
    {
        long sum = 0;
        int to = from;
        while (to < sizes.Length && (to == from || sum + Size(sizes[to]) <= 4L * budget.MaxBytes))
        {
            sum += Size(sizes[to++]);
        }
        return to;
    }

    // A user who may not ask for sizes reads small values all the same.
    private static long Size(RespValue reply) => reply.IsError ? 0 : reply.Integer;

    private RedisText? Shown(RespValue value)
    {
        if (value.IsNull)
        {
            return null;
        }
        var rest = value.Bytes[Math.Min(start ?? 0, value.Bytes.Length)..];
        return start is null ? budget.Cut(rest)
            : new RedisText(TextCut.ToJsonSize(TextCut.AtCharacter(rest, Math.Max(budget.MaxValueBytes, budget.BytesLeft / 2)), budget.BytesLeft * 3 / 4), rest.Length);
    }

    private RedisText Unfetched(long size) => new(ReadOnlyMemory<byte>.Empty, Math.Max(1, size - (start ?? 0)));

    private bool TryAdd(List<HashValue> items, byte[] field, RedisText? value, string? error)
    {
        var shownField = budget.ShortKey(field);
        bool fits = budget.TryTake(TextCut.JsonSize(shownField.Bytes.Span) + (value is null ? 0 : TextCut.JsonSize(value.Bytes.Span)) + 144);
        if (fits)
        {
            items.Add(new(shownField, value, null, error));
        }
        return fits;
    }
}
