namespace McpRedis.Prompts.Playbooks;

/// <summary>Whether it is the data at all, and then which.</summary>
internal static class FreeMemory
{
    public static PromptDefinition Prompt { get; } = new(
        "free_memory", "Free memory", "Finds what takes memory and what of it can go.",
        "Redis is full or out of memory: OOM command not allowed, maxmemory reached, or a machine that runs out of memory because of it.",
        [PlaybookText.Connection, PlaybookText.Database], PlaybookText.Scope + """
        Redis is short of memory, or refuses writes for want of it. Free some.
        1. redis_server_health: its findings of memory and clients say whether it is the data at all.
           - buffers of clients or of replication: deleting keys does not help. redis_client_list by its largest (where it is offered) says whose; tell me, and stop.
           - fragmentation above 1.5 on more than some hundred megabytes: holes, not data. activedefrag (redis_config_get) or a restart closes them.
           - used_memory_peak far above used_memory: it has been freed, and the system gets it back late.
           - scripts or functions by the thousand: values are written into their text. That is for the application.
           - else it is the data: go on.
        2. redis_config_get maxmemory and maxmemory-policy: with noeviction writes fail when it is full; with an allkeys policy Redis frees by itself, so it is a question of hit rate; with a volatile policy only keys that have an expiry can go, so keys without one fill it.
        3. redis_analysis_run (where it is offered): memory by prefix and type, the largest keys, keys without expiry and idle ones, and what could take less under another encoding. It holds itself back; while it is running call it again with its jobId. redis_analysis_get looks further (prefixes below one, idle, longest).
           Where it is not: redis_key_scan with details, page by page up to a few thousand keys: group names by their prefix, and tell for each group about how many, how large and how many without expiry (ttlMs null). Say that it is a sample.
           A few very large keys are another case than very many small ones.
        4. Propose, gentlest first: an expiry for groups that have none (redis_key_expire), deleting what nobody reads (idle of the analysis, or idleSeconds of redis_key_info), trimming lists and streams that only grow, an encoding the analysis names, smaller values; a higher maxmemory only where the machine has room for it and for a fork. Say what each would free.
        5. After my yes do it by pattern, one group at a time (redis_key_expire or redis_key_delete), and compare used_memory before and after.
        """ + PlaybookText.Ask);
}
