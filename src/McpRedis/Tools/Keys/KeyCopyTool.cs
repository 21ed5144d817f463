using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_copy", "Copy a key", Toolset.Keys, Risk.Write, "COPY", "EXISTS", "PTTL")]
internal sealed class KeyCopyTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    /// <summary>Copy a key with its expiry. Over an existing key only with replace, confirmed.</summary>
    /// <param name="key">Key.</param>
    /// <param name="newKey">Name of the copy.</param>
    /// <param name="replace">Replace newKey when it exists.</param>
    /// <returns>The copy's name.</returns>
    /// <exception cref="Fault">key_not_found; conflict: newKey exists and replace is false; confirmation_required: it exists and would be replaced.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/copy/"/>
    public async Task<KeyRenamed> RunAsync(byte[] key, byte[] newKey, bool replace = false, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("COPY").Key(key).Key(newKey);
        if (replace && await ReplacedKey.LookAsync(redis, key, newKey, cancellationToken) is { } replaced)
        {
            guard.Require(Risk.Destructive, replaced);
            command.Arg("REPLACE");
        }
        if ((await redis.ExecuteAsync(command, cancellationToken)).Integer == 1)
        {
            return new(budget.Echo(newKey));
        }
        // COPY says 0 for both of its reasons.
        throw await ExistsAsync(key, cancellationToken)
            ? new Fault(ErrorCode.Conflict, "newKey exists; nothing was copied.", "Choose another name, or set replace.")
            : new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
    }

    private async Task<bool> ExistsAsync(byte[] key, CancellationToken cancellationToken) =>
        (await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(key), cancellationToken)).Integer == 1;
}
