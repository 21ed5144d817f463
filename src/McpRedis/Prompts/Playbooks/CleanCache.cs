namespace McpRedis.Prompts.Playbooks;

internal static class CleanCache
{
    public static PromptDefinition Prompt { get; } = new(
        "clean_cache", "Clean a cache safely", "Removes keys of a pattern after a look at what they are.",
        "somebody wants keys of a pattern deleted or a cache emptied.",
        [new("pattern", "Glob of the keys to remove, such as cache:*.", true), PlaybookText.Connection, PlaybookText.Database], PlaybookText.Scope + """
        Remove the cached keys that match {pattern}, safely.
        1. redis_key_scan with this pattern and details, two or three pages: are these all cache entries? Look at types, at keys without expiry, and read a few with redis_key_get. Anything that is no copy of data held elsewhere (queues, sessions, locks, counters) is no cache: stop, tell me, and propose a narrower pattern.
        2. Nothing matches: say so, and look with redis_key_scan whether the prefix is spelled otherwise or the data is in another database (redis_server_info, section keyspace). Do not widen the pattern by yourself.
        3. Say what taking them all away at once would do: every reader misses at the same moment. For a cache that is in use (idleSeconds of redis_key_info is small) propose an expiry in their place: redis_key_expire with a short ttlMs, part by part.
        4. Preview with redis_key_delete (or redis_key_expire) and the same pattern, and tell me the preview.
        5. After my yes go on with its cursor until it is done. When a new preview comes the keys have changed meanwhile: show me that one too. Check with redis_key_scan that none is left; some may be written anew by their readers, which is right.
        """ + PlaybookText.Ask);
}
