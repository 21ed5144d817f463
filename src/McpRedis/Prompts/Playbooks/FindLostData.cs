namespace McpRedis.Prompts.Playbooks;

/// <summary>Keys that are gone: what took them, and whether they can come back.</summary>
internal static class FindLostData
{
    public static PromptDefinition Prompt { get; } = new(
        "find_lost_data", "Find out where keys went", "After a restart, a failover or out of nothing: what took the keys, and whether they can come back. Changes nothing.",
        "keys are gone: after a restart, a crash, a failover or a deployment, or without any.",
        [PlaybookText.Connection, PlaybookText.Database], PlaybookText.Scope + """
        Keys are missing from Redis. Find out what took them. Only read; change nothing, and before all else: nobody restarts the server or saves now. A save would overwrite the last file that may still hold them.
        1. redis_server_info: run_id, uptime_in_seconds, role, section keyspace. Does the time they went match a restart, or did they go while it ran? Are they in another database, or behind another connection (redis_connection_list)? Ask me for a name, and try redis_key_get.
        2. It was restarted since:
           - redis_server_health, findings of persistence: nothing is persisted at all, the last save failed, a snapshot older than the loss. rdb_last_save_time and rdb_changes_since_last_save of section persistence say what a crash would cost now.
           - redis_config_get save, appendonly, appendfsync, dir, dbfilename. appendonly yes with aof_enabled 0: it was switched on in the file only. A changed dir: the old files lie in the old folder. In a container without a volume they are gone with it.
           - loading 1 or loading_loaded_perc: it is not up yet; wait.
           - keys came back partly: a truncated append-only file is cut at the last whole command (aof-load-truncated).
        3. It was not restarted:
           - redis_server_health: evicted_keys rise (memory is full, and a policy drops keys), or expired_keys do (redis_key_scan with details: do new keys of that prefix have an expiry nobody wanted?).
           - redis_server_info, section commandstats: calls of flushall, flushdb, del, unlink, swapdb, rename, restore, replicaof. A flush shows there and nowhere else.
           - redis_replication_info: a server that became a replica holds what its master holds; after a failover what the old master had not sent is gone.
        4. Where may they still be? In this order: a replica that was cut off before it happened, the append-only file when it is on (a FLUSHALL at its end can be taken out, by the operator and on a stopped server), the last snapshot, a backup. Copies come back through redis_migration_plan from another connection, never by overwriting this one.
        Then tell me what took them, how sure that is and by which figure, what can still be had from where, and which setting keeps it from happening again.
        """);
}
