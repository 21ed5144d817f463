using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>What a reader asks of a collection before it reads any of it.</summary>
/// <param name="Length">Members, fields or elements; never 0.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="AverageSize">Bytes an element takes on average; 0 when the server does not tell.</param>
internal sealed record CollectionFacts(long Length, long? TtlMs, long AverageSize)
{
    /// <summary>Commands a tool declares for it, beside the type's own for the length.</summary>
    /// <exception cref="Fault">key_not_found; wrong_type.</exception>
    public static async Task<CollectionFacts> ReadAsync(IRedisGateway redis, byte[] key, string lengthCommand, CancellationToken cancellationToken)
    {
        var facts = await redis.ExecuteManyAsync(
            [RedisCommand.Of(lengthCommand).Key(key), RedisCommand.Of("PTTL").Key(key), RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken);
        if (facts[0].IsError)
        {
            throw RedisFaults.FromReply(facts[0].Text, lengthCommand);
        }
        long length = facts[0].Integer;
        if (length == 0)
        {
            throw new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
        }
        // What one element takes, so that a page of large ones is asked for in small steps. Unknown counts as small.
        long average = facts[2].IsError || facts[2].IsNull ? 0 : facts[2].Integer / length;
        return new(length, facts[1].IsError || facts[1].Integer < 0 ? null : facts[1].Integer, average);
    }
}
