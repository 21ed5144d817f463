using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

/// <summary>
/// Fields by name. Redis gives a field's value whole or not at all, so its size is asked first: values come in steps
/// of about what a reply can show, and one too large to be fetched is told by its size alone.
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
                if (!TryAdd(items, fields[i], place < 0 ? Unfetched(Size(sizes.Span[i])) : Shown(values[place])))
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

    private bool TryAdd(List<HashValue> items, byte[] field, RedisText? value)
    {
        var shownField = budget.ShortKey(field);
        bool fits = budget.TryTake(TextCut.JsonSize(shownField.Bytes.Span) + (value is null ? 0 : TextCut.JsonSize(value.Bytes.Span)) + 144);
        if (fits)
        {
            items.Add(new(shownField, value, null));
        }
        return fits;
    }
}
