namespace McpRedis.Diagnostics.Sampling;

/// <summary>The settings checks read; every other one of CONFIG GET * is dropped where it arrives, secrets among them.</summary>
internal static class SettingsRead
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "activedefrag", "appendfsync", "appendonly", "auto-aof-rewrite-min-size", "auto-aof-rewrite-percentage", "bind",
        "busy-reply-threshold", "client-output-buffer-limit", "cluster-require-full-coverage", "dynamic-hz", "enable-debug-command",
        "enable-module-command", "enable-protected-configs", "hz", "latency-monitor-threshold", "lua-time-limit", "maxclients",
        "min-replicas-to-write", "min-slaves-to-write", "notify-keyspace-events", "port", "protected-mode", "replica-read-only",
        "repl-diskless-sync", "save", "slave-read-only", "slowlog-log-slower-than", "slowlog-max-len", "stop-writes-on-bgsave-error",
        "commandlog-execution-slower-than", "commandlog-slow-execution-max-len", "tcp-keepalive", "timeout", "tls-port", "tls-replication",
    };

    public static bool Contains(string name) => Names.Contains(name);
}
