namespace McpRedis.Prompts.Playbooks;

/// <summary>What to look at before something goes live.</summary>
internal static class CheckRelease
{
    public static PromptDefinition Prompt { get; } = new(
        "check_release", "Check Redis before a release", "What would break under a new release or its load: limits, saving, rights, room. Changes nothing.",
        "a release, a migration, a sale or any change of load is ahead and somebody asks whether Redis is ready.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        A release that uses Redis goes live soon. Check whether Redis is ready. Only read; change nothing. Ask me first what will change: more load, new commands, larger values, a new version of Redis.
        1. redis_server_health. Every critical finding is to be mended before; for each warning say whether this release makes it worse. What is under notChecked is a gap: name the right it needs.
        2. Room for what comes:
           - memory: used_memory and its peak against maxmemory, and the policy when it is reached (redis_config_get maxmemory, maxmemory-policy). No limit at all: the machine's. Add what I say will come, and a fork. redis_analysis_run (where it is offered) says which prefix takes how much today, and which of them grow for want of an expiry.
           - connections: connected_clients and maxclients against pool size times processes, twice during a rolling release.
           - processor: the busiest second of the main thread; a second core does not help it.
        3. What happens when it ends: save, appendonly and appendfsync against what may be lost; the age and state of the last snapshot; a replica whose link is up (redis_replication_info), with the same settings, on another machine; min-replicas-to-write where nothing may be lost. Is there a backup that somebody has loaded once?
        4. New commands: redis_command_help for those that are new here, whether the server's version has them, and whether the user may run them; anything that grows with the data (KEYS, SMEMBERS, HGETALL, LRANGE 0 -1, SORT, scripts without a limit) is to be bounded. New keys have an expiry or an owner: look at a sample of their prefix in a test system with redis_key_scan and details.
        5. New version: redis_server_info for the old one; its settings that are not defaults (redis_config_get); a replica of the new version first, which cannot go back to the old format. redis_migration_plan says what would be lost between the two.
        6. Watching: slowlog-log-slower-than and slowlog-max-len, latency-monitor-threshold above 0, names on connections, who is told when evicted_keys, rejected_connections or rdb_last_bgsave_status change. Note redis_server_info now, to compare after the release.
        Tell me ready, ready if, or not ready; under each what, by which figure, and who does it. Then the way back: what to do in the first minute when it goes wrong.
        """);
}
