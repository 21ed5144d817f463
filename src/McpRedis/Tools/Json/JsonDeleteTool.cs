using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Json;

[RedisTool("redis_json_delete", "Delete JSON", Toolset.Json, Risk.Write, "JSON.DEL", "JSON.TYPE", Idempotent = true)]
internal sealed class JsonDeleteTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Delete what a path finds in a JSON document; $ deletes the key. Several places only when confirmed.</summary>
    /// <param name="key">Key.</param>
    /// <param name="path">JSONPath.</param>
    /// <returns>How many places were deleted.</returns>
    /// <exception cref="Fault">wrong_type: the key is no JSON; confirmation_required: the path finds several places.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/json.del/"/>
    public async Task<JsonDeleted> RunAsync(byte[] key, string path, CancellationToken cancellationToken = default)
    {
        int places = JsonPlaces.Types(await redis.ExecuteAsync(RedisCommand.Of("JSON.TYPE").Key(key).Arg(path), cancellationToken)).Length;
        if (places > 1 || guard.BringsConfirmation)
        {
            guard.Require(Risk.Destructive, new Effect($"deletes {places} places of a JSON document") { Sample = [key] });
        }
        long deleted = places == 0 ? 0 : (await redis.ExecuteAsync(RedisCommand.Of("JSON.DEL").Key(key).Arg(path), cancellationToken)).Integer;
        return new(budget.Echo(key), deleted);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Changed">Places deleted.</param>
internal sealed record JsonDeleted(RedisText Key, long Changed);
