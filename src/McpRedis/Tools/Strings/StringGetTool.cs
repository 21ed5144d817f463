using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Strings;

[RedisTool("redis_string_get", "Get strings", Toolset.Strings, Risk.Read, "GETRANGE", "STRLEN", "EXISTS")]
internal sealed class StringGetTool(IRedisGateway redis, OutputBudget budget)
{
    // Keys read in one pipeline: at most this many cut values are held beyond the budget.
    private const int Batch = 50;

    /// <summary>Read strings, whole or a byte range. Values over 4 KiB are cut: read on with start.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="start">First byte, from 0; negative counts from the end.</param>
    /// <param name="end">Last byte, inclusive; default the end.</param>
    /// <returns>One item for each key, in order, until the budget is spent. A missing key is null; an empty value is empty.</returns>
    /// <exception cref="Fault">wrong_type: the only key asked for is not a string; among several, its item says so.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/getrange/"/>
    public async Task<StringValues> RunAsync([Items(1, 500)] byte[][] keys, long? start = null, long? end = null, CancellationToken cancellationToken = default)
    {
        var range = new ByteRange(start, end, budget);
        var items = new List<StringItem>(Math.Min(keys.Length, Batch));
        for (int from = 0; from < keys.Length; from += Batch)
        {
            byte[][] batch = keys[from..Math.Min(keys.Length, from + Batch)];
            var lengths = range.NeedsLength ? await RunAsync([.. batch.Select(Strlen)], cancellationToken) : [];
            var replies = await RunAsync([.. batch.Select((key, i) => range.Command(key, lengths.Length > i && !lengths[i].IsError ? lengths[i].Integer : 0))], cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                if (!await AddAsync(items, batch[i], replies[i], range, cancellationToken))
                {
                    return new(items, keys.Length, keys.Length - items.Count, true, budget.CutBy);
                }
            }
        }
        bool cut = items.Any(i => i.Value is { Truncated: true });
        return new(items, keys.Length, keys.Length - items.Count, cut, cut ? "value" : null);
    }

    private static RedisCommand Strlen(byte[] key) => RedisCommand.Of("STRLEN").Key(key);

    // A single key's error is the call's error; among several it is one item's.
    private async Task<RespValue[]> RunAsync(RedisCommand[] commands, CancellationToken cancellationToken) => commands.Length == 1
        ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
        : await redis.ExecuteManyAsync(commands, atomic: false, cancellationToken);

    private async ValueTask<bool> AddAsync(List<StringItem> items, byte[] key, RespValue reply, ByteRange range, CancellationToken cancellationToken)
    {
        if (reply.IsError)
        {
            var fault = RedisFaults.FromReply(reply.Text, "GETRANGE");
            // What is wrong with one key is its item's; the state of the server is the call's.
            return fault.Code is ErrorCode.WrongType or ErrorCode.NotPermitted ? TryAdd(items, key, null, fault.Code.Wire()) : throw fault;
        }
        var bytes = reply.Bytes;
        // Nothing came: the key is missing, the value empty, or the range outside it.
        if (bytes.IsEmpty && (await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(key), cancellationToken)).Integer == 0)
        {
            return TryAdd(items, key, null, null);
        }
        long size = range.IsCut(bytes.Length)
            ? range.SizeOf((await redis.ExecuteAsync(Strlen(key), cancellationToken)).Integer)
            : bytes.Length;
        size = Math.Max(size, bytes.Length);
        var whole = size > bytes.Length ? TextCut.WholeCharacters(bytes) : bytes;
        var value = new RedisText(TextCut.ToJsonSize(whole, range.MaxJsonBytes), size);
        return TryAdd(items, key, value, null);
    }

    private bool TryAdd(List<StringItem> items, byte[] key, RedisText? value, string? error)
    {
        var shownKey = budget.ShortKey(key);
        bool fits = budget.TryTake(TextCut.JsonSize(shownKey.Bytes.Span) + (value is null ? 0 : TextCut.JsonSize(value.Bytes.Span)) + 96);
        if (fits)
        {
            items.Add(new(shownKey, value, error));
        }
        return fits;
    }
}

/// <param name="Items">Values in the order of the keys.</param>
/// <param name="Total">Keys asked for.</param>
/// <param name="Unread">Keys at the end of the list that the budget left out: ask for them in another call.</param>
/// <param name="Truncated">True when a value was cut or keys were left out.</param>
/// <param name="TruncatedBy">Limit that left keys out: bytes or items; value when only values were cut; null when nothing is missing.</param>
internal sealed record StringValues(IReadOnlyList<StringItem> Items, long Total, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Key">Key.</param>
/// <param name="Value">Value or the range of it; null when the key does not exist. sizeBytes is the size of what was asked for.</param>
/// <param name="Error">wrong_type when the key is not a string, not_permitted when the Redis user may not read it; else null.</param>
internal sealed record StringItem(RedisText Key, RedisText? Value, string? Error);
