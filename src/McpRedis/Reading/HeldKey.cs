using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>What a key holds that is about to be replaced, for the one who is asked.</summary>
/// <param name="What"><c>a list of length 3</c>.</param>
/// <param name="Expires">It would have gone by itself.</param>
internal sealed record HeldKey(string What, bool Expires)
{
    /// <summary>Null when there is nothing. The tool declares TYPE, PTTL and the length command of every type.</summary>
    public static async Task<HeldKey?> ReadAsync(IRedisGateway redis, byte[] key, CancellationToken cancellationToken)
    {
        string type = (await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(key), cancellationToken)).Text;
        if (type == "none")
        {
            return null;
        }
        bool expires = (await redis.ExecuteAsync(RedisCommand.Of("PTTL").Key(key), cancellationToken)).Integer >= 0;
        string length = KeyTypes.LengthCommand(type) is { } command ? $" of length {(await redis.ExecuteAsync(RedisCommand.Of(command).Key(key), cancellationToken)).Integer}" : "";
        return new($"a {type}{length}", expires);
    }
}
