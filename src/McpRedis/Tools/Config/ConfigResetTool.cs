using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Config;

[RedisTool("redis_config_reset", "Reset statistics", Toolset.Config, Risk.Admin, "CONFIG RESETSTAT", "INFO", Idempotent = true)]
internal sealed class ConfigResetTool(IRedisGateway redis, CallGuard guard)
{
    private static readonly string[] Counters =
    [
        "total_connections_received", "total_commands_processed", "rejected_connections", "total_error_replies", "keyspace_hits",
        "keyspace_misses", "expired_keys", "evicted_keys", "total_net_input_bytes", "total_net_output_bytes",
    ];

    /// <summary>Set the server's counters (INFO stats, commandstats, latency) to zero.</summary>
    /// <returns>Counters of each node before and after; null where INFO may not be read.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/config-resetstat/"/>
    public async Task<StatisticsReset> RunAsync(CancellationToken cancellationToken = default)
    {
        guard.Require(Risk.Admin, new Effect("sets the server's statistics to zero, for everyone who watches them"));
        var before = await ReadAsync(cancellationToken);
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("CONFIG RESETSTAT"), cancellationToken);
        if (replies.All(reply => reply.Fault is not null))
        {
            throw replies[0].Fault!;
        }
        var after = await ReadAsync(cancellationToken);
        return new([.. replies.Select(reply => new ResetNode(reply.Node, reply.Fault?.Code.Wire(), before.GetValueOrDefault(reply.Node), after.GetValueOrDefault(reply.Node)))]);
    }

    private async Task<Dictionary<string, Dictionary<string, long>?>> ReadAsync(CancellationToken cancellationToken) =>
        (await redis.ForEachNodeAsync(RedisCommand.Of("INFO").Arg("stats"), cancellationToken)).ToDictionary(reply => reply.Node, reply => reply.Fault is null ? Of(InfoText.Parse(reply.Reply.Text)) : null);

    private static Dictionary<string, long>? Of(InfoText info) =>
        Counters.Where(name => info.Integer(name) is not null).ToDictionary(name => name, name => info.Integer(name)!.Value);
}

/// <param name="Items">One for each node.</param>
internal sealed record StatisticsReset(IReadOnlyList<ResetNode> Items);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why this node was not reset; null when it was.</param>
/// <param name="Before">Counters just before.</param>
/// <param name="After">Counters just after.</param>
internal sealed record ResetNode(string Node, string? Error, IReadOnlyDictionary<string, long>? Before, IReadOnlyDictionary<string, long>? After);
