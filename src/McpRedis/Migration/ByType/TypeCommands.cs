namespace McpRedis.Migration.ByType;

/// <summary>What a copy type by type sends, beyond what every copy does.</summary>
internal static class TypeCommands
{
    /// <summary>To the source; all of them read.</summary>
    public static IReadOnlyList<string> Source { get; } =
    [
        "SCAN", "TYPE", "INFO", "TIME", "PTTL", "PEXPIRETIME", "MEMORY USAGE",
        "STRLEN", "GETRANGE", "LRANGE", "SSCAN", "SCARD", "ZSCAN", "ZCARD", "HSCAN", "HLEN", "HPEXPIRETIME",
        "XRANGE", "XPENDING", "XINFO STREAM", "XINFO GROUPS", "XINFO CONSUMERS",
    ];

    /// <summary>To the target.</summary>
    public static IReadOnlyList<string> Target { get; } =
    [
        "INFO", "EXISTS", "UNLINK", "RENAME", "RENAMENX", "PEXPIRE", "PEXPIREAT", "PERSIST", "PTTL",
        "SET", "APPEND", "STRLEN", "RPUSH", "LLEN", "SADD", "SCARD", "ZADD", "ZCARD", "HSET", "HLEN", "HPEXPIREAT",
        "XADD", "XDEL", "XLEN", "XSETID", "XCLAIM", "XGROUP CREATE", "XGROUP SETID", "XGROUP DESTROY", "XGROUP CREATECONSUMER",
    ];
}
