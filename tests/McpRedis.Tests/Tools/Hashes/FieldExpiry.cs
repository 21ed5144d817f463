using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hashes;

/// <summary>What the server under test has of expiry of hash fields: what it lacks must be told as such, and the same test says so.</summary>
internal static class FieldExpiry
{
    /// <summary>HPEXPIRE and its family: Redis 7.4, Valkey 9.</summary>
    public static Task<bool> IsKnownAsync(RedisFixture redis) => HasAsync(redis, "HPEXPIRE");

    /// <summary>HSETEX: Redis 8.0, Valkey 9.</summary>
    public static Task<bool> IsSetAtOnceAsync(RedisFixture redis) => HasAsync(redis, "HSETEX");

    private static async Task<bool> HasAsync(RedisFixture redis, string command)
    {
        var reply = await redis.CallAsync("COMMAND", "INFO", command);
        return !reply[0].IsNull;
    }
}
