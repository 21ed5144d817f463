using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Server;

[RedisTool("redis_config_get", "Server configuration", Toolset.Server, Risk.Read, "CONFIG GET")]
internal sealed class ConfigGetTool(IRedisGateway redis)
{
    // A closed list: a configuration also holds passwords, paths and addresses, and a new version brings new ones.
    private static readonly string[] Names =
    [
        "activedefrag", "active-expire-effort", "appendfsync", "appendonly", "auto-aof-rewrite-min-size", "auto-aof-rewrite-percentage",
        "client-output-buffer-limit", "cluster-enabled", "cluster-require-full-coverage", "databases", "hash-max-listpack-entries",
        "hash-max-listpack-value", "hz", "io-threads", "latency-monitor-threshold", "lazyfree-lazy-expire", "lazyfree-lazy-eviction",
        "lazyfree-lazy-user-del", "list-max-listpack-size", "lua-time-limit", "maxclients", "maxmemory", "maxmemory-clients",
        "maxmemory-policy", "maxmemory-samples", "min-replicas-max-lag", "min-replicas-to-write", "no-appendfsync-on-rewrite",
        "notify-keyspace-events", "proto-max-bulk-len", "protected-mode", "rdbcompression", "repl-backlog-size", "repl-diskless-sync",
        "replica-read-only", "replica-serve-stale-data", "save", "set-max-intset-entries", "set-max-listpack-entries",
        "slowlog-log-slower-than", "slowlog-max-len", "stop-writes-on-bgsave-error", "stream-node-max-entries", "tcp-backlog",
        "tcp-keepalive", "timeout", "zset-max-listpack-entries", "zset-max-listpack-value",
    ];

    /// <summary>Server settings by name, without secrets, paths and addresses.</summary>
    /// <param name="names">Names such as maxmemory-policy; default all that can be shown.</param>
    /// <returns>Values as the server spells them; a setting it does not have is null. On a cluster those of one node.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/config-get/"/>
    public async Task<ServerSettings> RunAsync([Items(1, 50)] string[]? names = null, CancellationToken cancellationToken = default)
    {
        foreach (string name in names ?? [])
        {
            if (!Names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw Fault.Argument("names", $"that setting is not shown, or does not exist.{Nearest.Hint(name, Names)}", "Without names the call lists all that can be shown.");
            }
        }
        string[] wanted = [.. (names ?? Names).Select(n => n.ToLowerInvariant()).Distinct()];
        var replies = await redis.ExecuteManyAsync([.. wanted.Select(n => RedisCommand.Of("CONFIG GET").Arg(n))], atomic: false, cancellationToken);
        var settings = new Dictionary<string, string?>(wanted.Length);
        for (int i = 0; i < wanted.Length; i++)
        {
            if (replies[i].IsError)
            {
                throw RedisFaults.FromReply(replies[i].Text, "CONFIG GET");
            }
            settings[wanted[i]] = replies[i].Count == 2 ? replies[i][1].Text : null;
        }
        return new(settings);
    }
}

/// <param name="Settings">Values by name.</param>
internal sealed record ServerSettings(IReadOnlyDictionary<string, string?> Settings);
