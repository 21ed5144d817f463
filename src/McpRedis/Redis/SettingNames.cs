namespace McpRedis.Redis;

/// <summary>
/// Settings of a server that may be shown, and those that may be changed. Both lists are closed: a configuration also
/// holds passwords, paths and addresses, and a new version brings new ones.
/// </summary>
internal static class SettingNames
{
    // Fixed at start, or a hole when changed (protected-mode, replica-read-only): to look at only.
    private static readonly string[] Fixed =
    [
        "cluster-enabled", "databases", "io-threads", "proto-max-bulk-len", "protected-mode", "replica-read-only", "tcp-backlog",
    ];

    /// <summary>
    /// Limits, policies and thresholds. Not in it: secrets (requirepass, masterauth, tls-*), paths (dir, dbfilename,
    /// logfile, aclfile), addresses (bind, port, announce), who follows whom, and the switches that open more
    /// (protected-mode, enable-*-command, replica-read-only).
    /// </summary>
    public static IReadOnlyList<string> Changeable { get; } =
    [
        "active-expire-effort", "activedefrag", "appendfsync", "appendonly", "auto-aof-rewrite-min-size", "auto-aof-rewrite-percentage",
        "busy-reply-threshold", "client-output-buffer-limit", "client-query-buffer-limit", "cluster-allow-reads-when-down", "cluster-require-full-coverage", "dynamic-hz",
        "hash-max-listpack-entries", "hash-max-listpack-value", "hz", "latency-monitor-threshold", "latency-tracking",
        "lazyfree-lazy-eviction", "lazyfree-lazy-expire", "lazyfree-lazy-server-del", "lazyfree-lazy-user-del", "lazyfree-lazy-user-flush",
        "lfu-decay-time", "lfu-log-factor", "list-compress-depth", "list-max-listpack-size", "lua-time-limit", "maxclients", "maxmemory",
        "maxmemory-clients", "maxmemory-eviction-tenacity", "maxmemory-policy", "maxmemory-samples", "min-replicas-max-lag", "min-replicas-to-write",
        "no-appendfsync-on-rewrite", "notify-keyspace-events", "rdbcompression", "repl-backlog-size", "repl-backlog-ttl", "repl-diskless-sync",
        "repl-diskless-sync-delay", "repl-timeout", "replica-priority", "replica-serve-stale-data", "save", "set-max-intset-entries",
        "set-max-listpack-entries", "slowlog-log-slower-than", "slowlog-max-len", "stop-writes-on-bgsave-error", "stream-node-max-entries",
        "tcp-keepalive", "timeout", "tracking-table-max-keys", "zset-max-listpack-entries", "zset-max-listpack-value",
    ];

    public static IReadOnlyList<string> Shown { get; } = [.. Fixed.Concat(Changeable).Order(StringComparer.Ordinal)];

    /// <summary>The name as servers spell it; null when it is not in the list.</summary>
    public static string? Find(IReadOnlyList<string> names, string word) => names.FirstOrDefault(name => name.Equals(word, StringComparison.OrdinalIgnoreCase));
}
