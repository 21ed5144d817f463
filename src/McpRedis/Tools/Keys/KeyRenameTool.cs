using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_rename", "Rename a key", Toolset.Keys, Risk.Write, "RENAMENX", "RENAME", "EXISTS", "PTTL")]
internal sealed class KeyRenameTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    /// <summary>Rename a key, its expiry with it. Over an existing key only with replace, and confirmed.</summary>
    /// <param name="key">Key.</param>
    /// <param name="newKey">New name.</param>
    /// <param name="replace">Replace newKey when it exists.</param>
    /// <returns>The new name.</returns>
    /// <exception cref="Fault">key_not_found; conflict: newKey exists and replace is false; confirmation_required: it exists and would be replaced.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/renamenx/"/>
    public async Task<KeyRenamed> RunAsync(byte[] key, byte[] newKey, bool replace = false, CancellationToken cancellationToken = default)
    {
        if (ByteArrayComparer.Instance.Equals(key, newKey))
        {
            throw Fault.Argument("newKey", "is the same as key; nothing was renamed.");
        }
        if (replace && await ReplacedKey.LookAsync(redis, key, newKey, cancellationToken) is { } replaced)
        {
            guard.Require(Risk.Destructive, replaced);
            await redis.ExecuteAsync(RedisCommand.Of("RENAME").Key(key).Key(newKey), cancellationToken);
        }
        // Nothing to replace was seen, so nothing may be: RENAMENX also when replace is set.
        else if ((await redis.ExecuteAsync(RedisCommand.Of("RENAMENX").Key(key).Key(newKey), cancellationToken)).Integer == 0)
        {
            throw new Fault(ErrorCode.Conflict, "newKey exists; nothing was renamed.", replace ? "It came in between: call again." : "Choose another name, or set replace.");
        }
        return new(budget.Echo(newKey));
    }
}

/// <param name="Key">The key under its new name.</param>
internal sealed record KeyRenamed(RedisText Key);
