namespace McpRedis.Migration.Probe;

/// <summary>A command some path of a migration needs, on one side or the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dry">Arguments that ACL DRYRUN accepts: of the right number, never run.</param>
internal sealed record NeededCommand(string Name, params string[] Dry)
{
    /// <summary>Which of a command with several is meant; null for one that is alone.</summary>
    public string? Subcommand => Name is "CONFIG" or "OBJECT" or "XGROUP" or "XINFO" ? Dry[0] : null;
}

/// <summary>All that any path sends, with arguments to ask about them. Asking is free; which path needs which is said by the paths.</summary>
internal static class NeededCommands
{
    public static IReadOnlyList<NeededCommand> All { get; } =
    [
        new("SCAN", "0"),
        new("DUMP", "k"),
        new("PTTL", "k"),
        new("PEXPIRETIME", "k"),
        new("TYPE", "k"),
        new("OBJECT", "IDLETIME", "k"),
        new("EXISTS", "k"),
        new("RESTORE", "k", "0", ""),
        new("UNLINK", "k"),
        new("RENAME", "k", "k"),
        new("RENAMENX", "k", "k"),
        new("PEXPIRE", "k", "1"),
        new("PEXPIREAT", "k", "1"),
        new("PERSIST", "k"),
        new("SYNC"),
        new("PSYNC", "?", "-1"),
        new("REPLCONF", "ack", "0"),
        new("REPLICAOF", "NO", "ONE"),
        new("CONFIG", "SET", "masterauth", ""),
        new("PSUBSCRIBE", "__key*__:*"),
        new("GETRANGE", "k", "0", "0"),
        new("LRANGE", "k", "0", "0"),
        new("SSCAN", "k", "0"),
        new("ZSCAN", "k", "0"),
        new("HSCAN", "k", "0"),
        new("XRANGE", "k", "-", "+"),
        new("XINFO", "STREAM", "k"),
        new("SET", "k", ""),
        new("APPEND", "k", ""),
        new("STRLEN", "k"),
        new("RPUSH", "k", ""),
        new("LLEN", "k"),
        new("SADD", "k", ""),
        new("SCARD", "k"),
        new("ZADD", "k", "0", ""),
        new("ZCARD", "k"),
        new("HSET", "k", "f", ""),
        new("HLEN", "k"),
        new("XADD", "k", "*", "f", ""),
        new("XGROUP", "CREATE", "k", "g", "$"),
        new("XSETID", "k", "0-1"),
        new("XLEN", "k"),
        new("HPEXPIREAT", "k", "1", "FIELDS", "1", "f"),
    ];
}

/// <summary>Whether a server knows a command and lets our user run it; null where nobody could tell.</summary>
/// <param name="Known">The server has it under its own name.</param>
/// <param name="Permitted">The user may run it.</param>
internal readonly record struct CommandRight(bool? Known, bool? Permitted)
{
    /// <summary>It cannot be run.</summary>
    public bool IsClosed => Known == false || Permitted == false;

    /// <summary>It can be run, as far as anybody can tell without running it.</summary>
    public bool IsOpen => Known == true && Permitted == true;
}
