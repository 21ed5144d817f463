using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_expire", "Set or remove expiry", Toolset.Keys, Risk.Write, "PEXPIRE", "PEXPIREAT", "PERSIST", "SCAN")]
internal sealed class KeyExpireTool(IRedisGateway redis, CallGuard guard, TimeProvider time)
{
    /// <summary>Set when keys expire, or remove their expiry. Several keys, a pattern or a time that is past must be confirmed.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="pattern">Glob, in place of keys.</param>
    /// <param name="ttlMs">Milliseconds from now.</param>
    /// <param name="atMs">Unix time in milliseconds.</param>
    /// <param name="persist">True removes the expiry.</param>
    /// <param name="cursor">From the previous page of a pattern.</param>
    /// <returns>How many keys were changed; the others do not exist, or had no expiry to remove.</returns>
    /// <exception cref="Fault">confirmation_required: more than one key, or a time in the past, which deletes; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/pexpire/"/>
    public async Task<KeysChanged> RunAsync(
        [Items(1, 1000)] byte[][]? keys = null,
        byte[]? pattern = null,
        [Limits(1, long.MaxValue)] long? ttlMs = null,
        [Limits(1, long.MaxValue)] long? atMs = null,
        bool persist = false,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        KeyTarget.RequireOne(keys, pattern, cursor);
        if ((ttlMs is null ? 0 : 1) + (atMs is null ? 0 : 1) + (persist ? 1 : 0) != 1)
        {
            throw Fault.Argument("ttlMs", "give one of ttlMs, atMs and persist.");
        }
        if (keys is not { Length: 1 })
        {
            guard.Require(Risk.Destructive, KeyTarget.Effect("changes the expiry of", keys));
        }
        else if (atMs <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            guard.Require(Risk.Destructive, "deletes a key by a time that is past");
        }
        RedisCommand Command(byte[] key) =>
            persist ? RedisCommand.Of("PERSIST").Key(key)
            : ttlMs is { } ttl ? RedisCommand.Of("PEXPIRE").Key(key).Arg(ttl)
            : RedisCommand.Of("PEXPIREAT").Key(key).Arg(atMs!.Value);
        return await KeyBatch.RunAsync(redis, keys, pattern, cursor, Command, cancellationToken);
    }
}
