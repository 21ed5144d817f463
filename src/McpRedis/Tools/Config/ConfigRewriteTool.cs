using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Config;

[RedisTool("redis_config_rewrite", "Keep settings", Toolset.Config, Risk.Admin, "CONFIG REWRITE", Idempotent = true)]
internal sealed class ConfigRewriteTool(IRedisGateway redis, CallGuard guard)
{
    /// <summary>Write the running settings into the server's configuration file, so that they outlast a restart.</summary>
    /// <returns>One item for each node.</returns>
    /// <exception cref="Fault">conflict: the server was started without a file; redis_misconf: it cannot write it.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/config-rewrite/"/>
    public async Task<ConfigRewritten> RunAsync(CancellationToken cancellationToken = default)
    {
        guard.Require(Risk.Admin, new Effect("writes all running settings over the server's configuration file"));
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("CONFIG REWRITE"), cancellationToken);
        return replies.All(reply => reply.Fault is not null)
            ? throw replies[0].Fault!
            : new([.. replies.Select(reply => new RewrittenNode(reply.Node, reply.Fault?.Message))]);
    }
}

/// <param name="Items">One for each node.</param>
internal sealed record ConfigRewritten(IReadOnlyList<RewrittenNode> Items);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why its file was not written; null when it was.</param>
internal sealed record RewrittenNode(string Node, string? Error);
