namespace McpRedis.Prompts.Playbooks;

/// <summary>Failed saves, an append-only file that cannot be written or read, a server that restarts again and again.</summary>
internal static class RepairPersistence
{
    public static PromptDefinition Prompt { get; } = new(
        "repair_persistence", "Find out why saving fails", "Failed snapshots, a damaged append-only file, or a server that restarts in a loop: the cause, and what is safe to do.",
        "BGSAVE or the append-only file fails, writes end in MISCONF, the AOF or RDB file is corrupted, or Redis restarts in a loop.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        Redis does not save its data, refuses writes with MISCONF, or does not come up with them. Find out why, and what is safe.
        1. redis_server_info, section persistence; redis_server_health, findings of persistence. Which is it?
           - rdb_last_bgsave_status or aof_last_write_status err: the disk is full, the folder is not writable, or the fork got no memory. redis_config_get dir, dbfilename, appendonly, appenddirname, save. used_memory near the machine's memory and overcommit off: the fork fails. The log names errno; ask me for its last lines, you cannot read it.
           - writes are refused with MISCONF: stop-writes-on-bgsave-error protects what was saved last. Switching it off lets clients go on and loses everything at the next crash: name that price, and prefer to mend the cause.
           - aof_last_bgrewrite_status err, or aof_delayed_fsync rises: the disk is too slow or full.
           - no connection, or loading again and again with a small uptime_in_seconds: step 3.
        2. The cause is away: redis_persistence_save once, and look at its state and at rdb_last_bgsave_status. It needs room on the disk for a second file and memory for what is written meanwhile.
        3. It restarts in a loop or ends while loading (it cannot be asked then; these are for the operator, on the machine):
           - "Bad file format reading the append only file": copy the folder first. redis-check-aof without --fix says where it ends; a truncated tail is cut with --fix and loses what came after; with damage in the middle everything behind it is lost, so look at a replica or a backup first.
           - "Short read or OOM loading DB", a wrong checksum: redis-check-rdb says where. A file of a newer version is not loaded by an older one: no damage, start the newer one.
           - killed by the system (OOM): a dataset larger than the limit of the container is loaded and killed for ever. Raise the limit, or load a copy elsewhere and delete there.
           - a setting it does not know, a password file that is gone, a port that is taken: it ends before it loads; the log's first lines say so.
           - it is alive but not ready for the probe: loading takes longer than the probe waits. Let the probe wait as long as loading takes.
        4. While one copy is doubtful, save another: redis_replication_info for a replica that is whole, redis_migration_plan to bring what can be read to another connection.
        5. Tell me what failed, what a crash would cost now (rdb_changes_since_last_save, the age of the last good file), and the steps in an order in which nothing that still exists is overwritten.
        """ + PlaybookText.Ask);
}
