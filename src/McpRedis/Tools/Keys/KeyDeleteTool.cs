using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_delete", "Delete keys", Toolset.Keys, Risk.Write, "UNLINK", "SCAN", Idempotent = true)]
internal sealed class KeyDeleteTool(IRedisGateway redis, CallGuard guard)
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
        if (keys is not { Length: 1 })
        {
            guard.Require(Risk.Destructive, KeyTarget.Effect("deletes", keys));
        }
        return await KeyBatch.RunAsync(redis, keys, pattern, cursor, static key => RedisCommand.Of("UNLINK").Key(key), cancellationToken);
    }
}
