using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_expire", "Set or remove expiry", Toolset.Keys, Risk.Write, "PEXPIRE", "PEXPIREAT", "PERSIST", "SCAN", "PTTL", DeadlineSeconds = 120)]
internal sealed class KeyExpireTool(IRedisGateway redis, CallGuard guard, CallProgress progress, TimeProvider time)
{
    // The year 9999, where the calendar of .NET ends and nobody waits for.
    private const long Latest = 253_402_300_799_999;

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
        if (ttlMs > long.MaxValue - time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            throw Fault.Argument("ttlMs", "is further ahead than Redis can count.");
        }
        bool past = atMs <= time.GetUtcNow().ToUnixTimeMilliseconds();
        RedisCommand Command(byte[] key) =>
            persist ? RedisCommand.Of("PERSIST").Key(key)
            : ttlMs is { } ttl ? RedisCommand.Of("PEXPIRE").Key(key).Arg(ttl)
            : RedisCommand.Of("PEXPIREAT").Key(key).Arg(atMs!.Value);
        if (keys is { Length: 1 } && !past)
        {
            return new(1, (await redis.ExecuteAsync(Command(keys[0]), cancellationToken)).Integer, null);
        }
        var look = await KeyLook.AtAsync(redis, keys, pattern, cursor, cancellationToken);
        if (look.Keys.Count > 0 || guard.BringsConfirmation)
        {
            string verb = past ? "deletes, by a time that is past," : persist ? "removes the expiry of" : ttlMs is { } ms ? $"sets an expiry of {ms} ms on" : $"sets the expiry to {DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(atMs!.Value, Latest)):u} on";
            guard.Require(Risk.Destructive, look.Effect(KeyTarget.Summary(verb, look, pattern)));
        }
        return new(look.Named, await KeyBatch.ChangeAsync(redis, look.Keys, "changed", Command, progress, cancellationToken), look.Cursor);
    }
}
