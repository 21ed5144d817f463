namespace McpRedis.Migration.Probe;

/// <summary>A command some path of a migration needs, on one side or the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dry">Arguments that ACL DRYRUN accepts: of the right number, never run.</param>
internal sealed record NeededCommand(string Name, params string[] Dry);

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
        new("EXISTS", "k"),
        new("RESTORE", "k", "0", ""),
        new("DEL", "k"),
        new("RENAME", "k", "k"),
        new("PEXPIREAT", "k", "1"),
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
        new("APPEND", "k", ""),
        new("RPUSH", "k", ""),
        new("SADD", "k", ""),
        new("ZADD", "k", "0", ""),
        new("HSET", "k", "f", ""),
        new("XADD", "k", "*", "f", ""),
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
