using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

[RedisTool("redis_hash_get", "Get hash fields", Toolset.Hashes, Risk.Read, "HLEN", "PTTL", "MEMORY USAGE", "HSCAN", "HSTRLEN", "HMGET", "HPTTL")]
internal sealed class HashGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Read hash fields: named ones, or all by page. Values over 4 KiB are cut.</summary>
    /// <param name="key">Key.</param>
    /// <param name="fields">Fields; default all.</param>
    /// <param name="start">First byte of the named values.</param>
    /// <param name="pattern">Glob, in place of fields.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <param name="fieldTtls">With the expiry of each.</param>
    /// <returns>Named fields in order, until the budget is spent; a missing one is null, an empty value is empty.</returns>
    /// <exception cref="Fault">key_not_found; budget_exceeded: the only field named is over 16 MiB; unsupported_by_server: fieldTtls before Redis 7.4 and Valkey 9.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/hmget/"/>
    public async Task<HashValues> RunAsync(
        byte[] key,
        [Items(1, 500)] byte[][]? fields = null,
        int? start = null,
        byte[]? pattern = null,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        bool fieldTtls = false,
        CancellationToken cancellationToken = default)
    {
        RefuseMixed(fields, start, pattern, cursor);
        var at = PageCursor.Parse(cursor, "hash");
        IEnumerable<RedisCommand> sizes = fields is null ? [RedisCommand.Of("MEMORY USAGE").Key(key)] : NamedFields.Sizes(key, fields);
        var facts = await redis.ExecuteManyAsync([RedisCommand.Of("HLEN").Key(key), RedisCommand.Of("PTTL").Key(key), .. sizes], atomic: false, cancellationToken);
        if (facts[0].IsError)
        {
            throw RedisFaults.FromReply(facts[0].Text, "HLEN");
        }
        long total = facts[0].Integer;
        if (total == 0)
        {
            throw new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
        }
        var shownKey = budget.Echo(key);
        long? ttlMs = facts[1].IsError || facts[1].Integer < 0 ? null : facts[1].Integer;
        if (fields is not null)
        {
            var named = await new NamedFields(redis, budget, key, start).ReadAsync(fields, facts.AsMemory(2), cancellationToken);
            var items = fieldTtls ? await WithTtlsAsync(key, named, fields[..named.Count], cancellationToken) : named;
            int unread = fields.Length - items.Count;
            bool cut = items.Any(i => i.Value is { Truncated: true });
            return new(shownKey, ttlMs, total, items, unread, null, unread > 0 || cut, unread > 0 ? budget.CutBy : cut ? "value" : null);
        }
        long average = facts[2].IsError || facts[2].IsNull ? 0 : facts[2].Integer / total;   // what a limited user may not ask counts as small
        var page = await ScanPages.ReadAsync(redis, new ReadPlace(key, at, limit, total, average, budget), "hash", cancellationToken, pattern);
        var found = page.Fields!;
        var shown = found.Select(f => new HashValue(f.Field, f.Value, null, null)).ToList();
        var told = fieldTtls ? await WithTtlsAsync(key, shown, [.. found.Select(f => f.Field.Bytes)], cancellationToken) : shown;
        return new(shownKey, ttlMs, total, told, 0, page.Cursor, page.Truncated, page.TruncatedBy(budget, limit));
    }

    // A field whose name is cut is one the server does not know: it answers -2, which is told as null.
    private async Task<List<HashValue>> WithTtlsAsync(byte[] key, List<HashValue> items, IReadOnlyList<ReadOnlyMemory<byte>> fields, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return items;
        }
        var ttls = await redis.ExecuteAsync(RedisCommand.Of("HPTTL").Key(key).Arg("FIELDS").Arg(items.Count).Args(fields), cancellationToken);
        // Null when the key went meanwhile.
        return ttls.Count < items.Count ? items : [.. items.Select((item, i) => item with { TtlMs = ttls[i].Integer < 0 ? null : ttls[i].Integer })];
    }

    private Task<List<HashValue>> WithTtlsAsync(byte[] key, List<HashValue> items, byte[][] fields, CancellationToken cancellationToken) =>
        WithTtlsAsync(key, items, [.. fields.Select(f => (ReadOnlyMemory<byte>)f)], cancellationToken);

    private static void RefuseMixed(byte[][]? fields, int? start, byte[]? pattern, string? cursor)
    {
        if (fields is not null && pattern is not null)
        {
            throw Fault.Argument("pattern", "give fields or pattern, not both.");
        }
        if (fields is not null && cursor is not null)
        {
            throw Fault.Argument("cursor", "goes with pages, not with fields.");
        }
        if (start is not null && (fields is null || start < 0))
        {
            throw Fault.Argument("start", "goes with fields only, and counts from 0.");
        }
    }
}

/// <param name="Key">Key.</param>
/// <param name="TtlMs">Milliseconds the key has to live; null without expiry.</param>
/// <param name="Total">Fields of the whole hash.</param>
/// <param name="Items">Fields.</param>
/// <param name="Unread">Named fields at the end of the list that the budget left out: ask for them in another call.</param>
/// <param name="Cursor">Pass it to read on; null at the end. With a pattern a page may be empty and not the last.</param>
/// <param name="Truncated">True while there is more, or when a value is cut.</param>
/// <param name="TruncatedBy">What ended the page: limit, items, bytes, or visited (fields looked at for a pattern); value when only values were cut: read on with fields and start; null when nothing is missing.</param>
internal sealed record HashValues(
    RedisText Key, long? TtlMs, long Total, IReadOnlyList<HashValue> Items, long Unread, string? Cursor, bool Truncated, string? TruncatedBy);

/// <param name="Field">Field.</param>
/// <param name="Value">Value from start on; null when there is no such field. sizeBytes counts from start.</param>
/// <param name="TtlMs">Milliseconds the field has to live; null without expiry, or when not asked for.</param>
/// <param name="Error">budget_exceeded when the value is over 16 MiB and none of it was fetched; else null.</param>
internal sealed record HashValue(RedisText Field, RedisText? Value, long? TtlMs, string? Error);
