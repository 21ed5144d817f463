namespace McpRedis.Prompts.Playbooks;

/// <summary>Misses of three kinds: never there, gone too early, asked under another name.</summary>
internal static class RaiseHitRate
{
    public static PromptDefinition Prompt { get; } = new(
        "raise_hit_rate", "Find out why the cache misses", "Why so many lookups find nothing, and what would help. Changes nothing without a yes.",
        "the cache hit rate is low, keys are evicted or expire too early, or the database behind the cache is under load.",
        [PlaybookText.Connection, PlaybookText.Database], PlaybookText.Scope + """
        Too many lookups in Redis find nothing. Find out why.
        1. redis_server_health, findings of the cache. Its hit rate is of the seconds between two samples; keyspace_hits and keyspace_misses of redis_server_info are since the start, and old days hide today. A rate below 80 percent is worth looking at for a cache, and normal for locks, deduplication and rate limits: ask me what this is used for.
        2. Which of three is it?
           - They were there and were evicted: evicted_keys rises. Memory is too small for what is in use, or full of what nobody reads (redis_analysis_run, where it is offered: prefixes, idle), or the policy drops the wrong ones: redis_config_get maxmemory, maxmemory-policy. allkeys-lfu keeps what is used often; a volatile policy can only take keys that have an expiry.
           - They were there and expired: expired_keys rises and nothing is evicted. redis_key_scan with details over the prefix: ttlMs. Or redis_analysis_run with a pattern (where it is offered), then redis_analysis_get by expiry: how long all of them still stay. Short for what it costs to make the value anew, or set at the same second for all (they expire together, and all readers miss at once): spread it by some percent.
           - They were never there: neither rises. The cache is filled too late or not at all, or asked under another name: compare names by redis_key_scan with what the application asks for (redis_monitor_sample for a moment, where it is offered and after my yes; it slows a busy server). Absent things that are asked for again and again want a short entry that says so.
        3. redis_server_info, section commandstats: get, mget, hget, exists and their calls. EXISTS before every GET counts twice. Misses of one command are not told apart; the prefix has to say it.
        4. Was it emptied? commandstats of flushall and flushdb, uptime_in_seconds: a cache that was restarted is cold for as long as its expiries last.
        5. Propose with the figure it rests on: another expiry (redis_key_expire by pattern), another policy or more memory (for the operator), filling before it is asked for, one request at a time for a value that is being made.
        """ + PlaybookText.Ask);
}
