namespace McpRedis.Prompts.Playbooks;

/// <summary>From what happens now to the commands and keys behind it.</summary>
internal static class FindSlowness
{
    public static PromptDefinition Prompt { get; } = new(
        "find_slowness", "Find out why Redis is slow", "Looks for the cause of slowness, step by step, and changes nothing.",
        "Redis is slow, commands time out, latency rises, or an application waits for Redis.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        Find out why Redis is slow. Only read; change nothing.
        1. redis_server_health. Its rates are of two samples some seconds apart, so they are of now; take its findings worst first, and what is under notChecked as not known. Go where it points:
           - memory at its limit while keys are evicted: every write evicts first. Step 5.
           - swapping: nothing inside Redis helps before the machine has memory again. Say so and stop.
           - slow forks, a late fsync, a save under way: the disk or the fork. redis_config_get save, appendfsync, auto-aof-rewrite-percentage.
           - connections opened all the time: clients connect anew for each command. redis_client_list by address says whose (where it is offered).
           - the main thread busy nearly all the time: step 2. Low instantaneous_ops_per_sec and no finding: Redis is idle. It is the network, the client's pool, or a round trip for each command; still look at step 3.
        2. redis_server_info with sections commandstats and errorstats, ranked by usec. High usec_per_call: the command grows with the data (KEYS, HGETALL, SMEMBERS, LRANGE, SORT, scripts), step 5. Low, but very many calls: it should be sent in batches. failed_calls or rejected_calls: clients that try again and again.
        3. redis_slowlog_get. It times execution alone: a command that only waited behind another is not in it. When it is empty, redis_config_get slowlog-log-slower-than: it may be off or high.
        4. redis_latency_doctor (where it is offered) for stalls that are no command: fork, expire-cycle, eviction-cycle, aof-write. Recorded only when latency-monitor-threshold is above 0.
        5. Which keys? Two questions with two answers:
           - large ones make each command slow: redis_analysis_run (where it is offered), then redis_analysis_get by longest; else redis_key_scan with details over the keys those commands work on: sizeBytes beyond a megabyte; redis_key_info tells their length.
           - hot ones keep the thread busy with quick commands: redis_hotkeys_find (where it is offered). It asks me first where it needs MONITOR; only with my yes. A large key is not hot for being large.
        6. redis_replication_info: a replica that synchronises again and again costs the master a fork each time; look at backlogSizeBytes.
        Then tell me the causes in order of weight, each with the figure that shows it, what you would do about it, and what you could not see.
        """ + PlaybookText.Ask);
}
