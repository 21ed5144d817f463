using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Keys;

/// <summary>A key that a rename or a copy would put another one in the place of.</summary>
internal static class ReplacedKey
{
    /// <summary>Null when nothing would be replaced: there is no source, no target, or they are the same key.</summary>
    public static async Task<Effect?> LookAsync(IRedisGateway redis, byte[] key, byte[] newKey, CancellationToken cancellationToken)
    {
        if (ByteArrayComparer.Instance.Equals(key, newKey))
        {
            return null;
        }
        // Both in one command, so that keys of different slots are refused now and not after the user was asked.
        if ((await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(key).Key(newKey), cancellationToken)).Integer < 2)
        {
            return null;
        }
        long ttl = (await redis.ExecuteAsync(RedisCommand.Of("PTTL").Key(newKey), cancellationToken)).Integer;
        return new Effect("replaces an existing key") { Keys = 1, Sample = [newKey], WithoutExpiry = ttl == -1 ? 1 : 0 };
    }
}
