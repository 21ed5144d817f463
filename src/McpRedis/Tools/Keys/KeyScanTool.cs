using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_scan", "Scan keys", Toolset.Keys, Risk.Read, "SCAN", "TYPE", "PTTL", "MEMORY USAGE")]
internal sealed class KeyScanTool(IRedisGateway redis, OutputBudget budget)
{
    // What one call may make the server look at, found or not.
    private const int MaxVisited = 100_000;

    // The core types and the ones of Redis's own modules, as TYPE spells them.
    private static readonly string[] Types =
        ["string", "hash", "list", "set", "zset", "stream", "vectorset", "ReJSON-RL", "TSDB-TYPE", "MBbloom--", "MBbloomCF", "CMSk-TYPE", "TopK-TYPE", "TDIS-TYPE"];

    /// <summary>Find keys by pattern and type. An empty page with a cursor is not the last.</summary>
    /// <param name="pattern">Glob such as user:*; default all keys.</param>
    /// <param name="type">string, hash, list, set, zset or stream.</param>
    /// <param name="details">Also tell type, ttlMs and sizeBytes.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>Keys in no order. As with SCAN a key can come twice over several pages.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/scan/"/>
    public async Task<KeyPage> RunAsync(byte[]? pattern = null, string? type = null, bool details = false, string? cursor = null, [Limits(1, 500)] int limit = 100, CancellationToken cancellationToken = default)
    {
        if (type is not null && !Types.Contains(type))
        {
            throw Fault.Argument("type", $"expected one of {string.Join(", ", Types)}.{Nearest.Hint(type, Types)}");
        }
        var request = new KeyScanRequest(pattern, type, cursor, limit, budget.BytesLeft, key => ShownSize(key, details), MaxVisited);
        var page = await redis.ScanAsync(request, cancellationToken);
        var facts = details && page.Keys.Count > 0 ? await FactsAsync(page.Keys, cancellationToken) : [];
        var items = new List<KeyItem>(page.Keys.Count);
        // Keys of one hash slot come together, however many they are: then each gets its share of the reply.
        int most = page.Keys.Sum(key => (long)ShownSize(key, details)) <= budget.BytesLeft
            ? budget.MaxValueJsonBytes
            : Math.Max(16, (budget.BytesLeft / page.Keys.Count) - Overhead(details));
        for (int i = 0; i < page.Keys.Count; i++)
        {
            var key = new RedisText(TextCut.ToJsonSize(budget.Cut(page.Keys[i]).Bytes, most), page.Keys[i].Length);
            items.Add(details ? Item(key, facts.AsSpan(i * 3, 3)) : new(key, null, null, null));
        }
        return new(items, page.Cursor, page.Cursor is not null, page.Visited, page.Nodes);
    }

    private int ShownSize(byte[] key, bool details) => TextCut.JsonSize(budget.Cut(key).Bytes.Span) + Overhead(details);

    // {"key":{"text":"","sizeBytes":65536,"truncated":true},"type":"stream","ttlMs":9223372036854775807,"sizeBytes":1099511627776},
    private static int Overhead(bool details) => details ? 128 : 96;

    private Task<RespValue[]> FactsAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellationToken)
    {
        var commands = new List<RedisCommand>(keys.Count * 3);
        foreach (byte[] key in keys)
        {
            commands.Add(RedisCommand.Of("TYPE").Key(key));
            commands.Add(RedisCommand.Of("PTTL").Key(key));
            commands.Add(RedisCommand.Of("MEMORY USAGE").Key(key));
        }
        return redis.ExecuteManyAsync(commands, atomic: false, cancellationToken);
    }

    // A fact the server refuses (an ACL without MEMORY, a server without it) is null; the key is still found.
    private static KeyItem Item(RedisText key, ReadOnlySpan<RespValue> facts) => new(
        key,
        facts[0].IsError ? null : facts[0].Text,
        facts[1].IsError || facts[1].Integer < 0 ? null : facts[1].Integer,
        facts[2].IsError || facts[2].IsNull ? null : facts[2].Integer);
}

/// <param name="Items">Keys found.</param>
/// <param name="Cursor">Pass it to get the next page; null at the end.</param>
/// <param name="Truncated">True while there is a next page.</param>
/// <param name="Visited">At most so many keys were looked at; a small database has fewer.</param>
/// <param name="Nodes">Masters the whole scan covers.</param>
internal sealed record KeyPage(IReadOnlyList<KeyItem> Items, string? Cursor, bool Truncated, long Visited, int Nodes);

/// <param name="Key">Key.</param>
/// <param name="Type">Type, with details; none when the key went away meanwhile.</param>
/// <param name="TtlMs">Milliseconds to live, with details; null without expiry.</param>
/// <param name="SizeBytes">Memory, sampled by the server, with details.</param>
internal sealed record KeyItem(RedisText Key, string? Type, long? TtlMs, long? SizeBytes);
