using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_get", "Read a key", Toolset.Keys, Risk.Read,
    "TYPE", "PTTL", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN", "MEMORY USAGE",
    "GETRANGE", "HSCAN", "LRANGE", "SSCAN", "ZRANGE", "XRANGE")]
internal sealed class KeyGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Read a key of any type, page by page.</summary>
    /// <param name="key">Key.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>The list that belongs to the type; the others are null. A string is cut at 4 KiB and goes on with cursor.</returns>
    /// <exception cref="Fault">key_not_found; wrong_type: a module's type, which has its own tools.</exception>
    /// <seealso href="https://redis.io/docs/latest/develop/data-types/"/>
    public async Task<KeyContent> RunAsync(byte[] key, string? cursor = null, [Limits(1, 500)] int limit = 100, CancellationToken cancellationToken = default)
    {
        string type = (await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(key), cancellationToken)).Text;
        if (type == "none")
        {
            throw new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
        }
        if (KeyTypes.LengthCommand(type) is not { } lengthCommand)
        {
            throw new Fault(ErrorCode.WrongType, $"Keys of type {type} cannot be read by this tool.", "redis_key_info tells what is known of it.");
        }
        var facts = await redis.ExecuteManyAsync(
            [RedisCommand.Of("PTTL").Key(key), RedisCommand.Of(lengthCommand).Key(key), RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken);
        if (facts[1].IsError)
        {
            throw RedisFaults.FromReply(facts[1].Text, lengthCommand);
        }
        long length = facts[1].Integer;
        long? ttlMs = facts[0].IsError || facts[0].Integer < 0 ? null : facts[0].Integer;
        var shownKey = budget.Echo(key);
        var place = new ReadPlace(key, PageCursor.Parse(cursor, type), limit, length, AverageSize(facts[2], length), budget);
        var page = type switch
        {
            "string" => await StringPages.ReadAsync(redis, place, cancellationToken),
            "list" => await ListPages.ReadAsync(redis, place, cancellationToken),
            "zset" => await SortedSetPages.ReadAsync(redis, place, cancellationToken),
            "stream" => await StreamPages.ReadAsync(redis, place, cancellationToken),
            _ => await ScanPages.ReadAsync(redis, place, type, cancellationToken),
        };
        return new(
            shownKey, type, ttlMs, length, page.Value, page.Fields, page.Elements, page.Members, page.Scores, page.Entries,
            page.Cursor, page.Truncated, page.TruncatedBy(budget, limit));
    }

    // What one element takes, so that a page of large ones is asked for in small steps. Unknown counts as small.
    private static long AverageSize(RespValue memory, long length) =>
        memory.IsError || memory.IsNull || length == 0 ? 0 : memory.Integer / length;
}

/// <param name="Key">Key.</param>
/// <param name="Type">string, hash, list, set, zset or stream.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="Total">Bytes of a string, else fields, elements, members or entries of the whole value.</param>
/// <param name="Value">Of a string.</param>
/// <param name="Fields">Of a hash, in no order.</param>
/// <param name="Elements">Of a list, from the head.</param>
/// <param name="Members">Of a set, in no order.</param>
/// <param name="Scores">Of a sorted set, by rising score.</param>
/// <param name="Entries">Of a stream, oldest first.</param>
/// <param name="Cursor">Pass it to read on; null at the end. A list goes on by index: a push or pop at the head in between shifts it.</param>
/// <param name="Truncated">True while there is more, or when a value is cut.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; value when only values were cut; null when nothing is missing.</param>
internal sealed record KeyContent(
    RedisText Key,
    string Type,
    long? TtlMs,
    long Total,
    RedisText? Value,
    IReadOnlyList<HashField>? Fields,
    IReadOnlyList<RedisText>? Elements,
    IReadOnlyList<RedisText>? Members,
    IReadOnlyList<ScoredMember>? Scores,
    IReadOnlyList<StreamEntry>? Entries,
    string? Cursor,
    bool Truncated,
    string? TruncatedBy);
