using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_delete", "Delete keys", Toolset.Keys, Risk.Write, "UNLINK", "SCAN", "PTTL", Idempotent = true, DeadlineSeconds = 120)]
internal sealed class KeyDeleteTool(IRedisGateway redis, CallGuard guard, CallProgress progress)
{
    /// <summary>Delete keys. One named key is deleted at once; several, or a pattern, must be confirmed.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="pattern">Glob, in place of keys.</param>
    /// <param name="cursor">From the previous page of a pattern.</param>
    /// <returns>How many were deleted; for a pattern a page at a time.</returns>
    /// <exception cref="Fault">confirmation_required: more than one key; nothing was deleted.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/unlink/"/>
    public async Task<KeysChanged> RunAsync([Items(1, 1000)] byte[][]? keys = null, byte[]? pattern = null, string? cursor = null, CancellationToken cancellationToken = default)
    {
        KeyTarget.RequireOne(keys, pattern, cursor);
        if (keys is { Length: 1 })
        {
            return new(1, (await redis.ExecuteAsync(Unlink(keys[0]), cancellationToken)).Integer, null);
        }
        var look = await KeyLook.AtAsync(redis, keys, pattern, cursor, cancellationToken);
        if (look.Keys.Count > 0 || guard.BringsConfirmation)
        {
            guard.Require(Risk.Destructive, look.Effect(KeyTarget.Summary("deletes", look, pattern)));
        }
        return new(look.Named, await KeyBatch.ChangeAsync(redis, look.Keys, "deleted", Unlink, progress, cancellationToken), look.Cursor);
    }

    private static RedisCommand Unlink(byte[] key) => RedisCommand.Of("UNLINK").Key(key);
}
