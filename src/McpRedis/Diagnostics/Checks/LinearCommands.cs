namespace McpRedis.Diagnostics.Checks;

/// <summary>Commands whose time grows with the size of what they touch, and what to use instead.</summary>
internal static class LinearCommands
{
    private static readonly Dictionary<string, string> Instead = new(StringComparer.Ordinal)
    {
        ["KEYS"] = "SCAN",
        ["SMEMBERS"] = "SSCAN",
        ["HGETALL"] = "HMGET of the fields needed, or HSCAN",
        ["HKEYS"] = "HSCAN",
        ["HVALS"] = "HSCAN",
        ["LRANGE"] = "ranges of some hundred elements",
        ["ZRANGE"] = "ranges with LIMIT",
        ["ZRANGEBYSCORE"] = "LIMIT",
        ["ZREVRANGE"] = "ranges of some hundred members",
        ["ZREVRANGEBYSCORE"] = "LIMIT",
        ["LREM"] = "a set or a sorted set",
        ["LINSERT"] = "a sorted set",
        ["LINDEX"] = "a sorted set or a hash",
        ["SORT"] = "a sorted set that is kept in order",
        ["SORT_RO"] = "a sorted set that is kept in order",
        ["SUNION"] = "smaller sets, or a replica",
        ["SINTER"] = "SINTERCARD with LIMIT, smaller sets, or a replica",
        ["SDIFF"] = "smaller sets, or a replica",
        ["SUNIONSTORE"] = "smaller sets",
        ["SINTERSTORE"] = "smaller sets",
        ["SDIFFSTORE"] = "smaller sets",
        ["ZUNIONSTORE"] = "smaller sets",
        ["ZINTERSTORE"] = "smaller sets",
        ["MGET"] = "some hundred keys at a time",
        ["MSET"] = "some hundred keys at a time",
        ["DEL"] = "UNLINK",
        ["FLUSHALL"] = "FLUSHALL ASYNC",
        ["FLUSHDB"] = "FLUSHDB ASYNC",
        ["EVAL"] = "shorter scripts",
        ["EVALSHA"] = "shorter scripts",
        ["FCALL"] = "shorter functions",
        ["XRANGE"] = "COUNT",
        ["XREVRANGE"] = "COUNT",
        ["BITCOUNT"] = "a range",
        ["BITOP"] = "smaller strings",
        ["GEOSEARCH"] = "a smaller radius and COUNT",
        ["SAVE"] = "BGSAVE",
        ["DEBUG"] = "nothing: it is not for production",
    };

    /// <summary>What to use instead; null for a command whose time is bounded.</summary>
    public static string? InsteadOf(string command) => Instead.GetValueOrDefault(command);
}
