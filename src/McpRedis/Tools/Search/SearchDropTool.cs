using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Search;

[RedisTool("redis_search_drop", "Drop an index", Toolset.Search, Risk.Destructive, "FT.DROPINDEX", "FT.INFO")]
internal sealed class SearchDropTool(IRedisGateway redis, CallGuard guard)
{
    /// <summary>Drop a search index; must be confirmed.</summary>
    /// <param name="index">Index.</param>
    /// <param name="documents">Delete its documents too.</param>
    /// <returns>The index dropped.</returns>
    /// <exception cref="Fault">key_not_found: no such index; confirmation_required: says how many documents it holds.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ft.dropindex/"/>
    public async Task<SearchIndex> RunAsync(string index, bool documents = false, CancellationToken cancellationToken = default)
    {
        var info = await SearchReplies.RunAsync(redis, RedisCommand.Of("FT.INFO").Arg(index), cancellationToken);
        long held = (long)Greeting.Field(info, "num_docs").Double;
        guard.Require(Risk.Destructive, documents
            ? new Effect($"drops a search index and deletes its {held} documents") { Keys = held }
            : new Effect($"drops a search index over {held} documents, which stay"));
        var command = RedisCommand.Of("FT.DROPINDEX").Arg(index);
        await SearchReplies.RunAsync(redis, documents ? command.Arg("DD") : command, cancellationToken);
        return new(index);
    }
}
