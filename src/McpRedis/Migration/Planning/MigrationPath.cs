namespace McpRedis.Migration.Planning;

/// <summary>A way for data from one server to another, in order of preference. Slots that move inside one cluster are none of these: that is resharding.</summary>
internal enum MigrationPath
{
    /// <summary>The target becomes a replica of the source, and is promoted at the cut-over.</summary>
    Replicate,
    /// <summary>The target becomes a replica of this program, which serves it the source's data in the format it can read.</summary>
    Serve,
    /// <summary>The source sends its data set as to a replica; it is cut into keys and restored one by one.</summary>
    Sync,
    /// <summary>The source is walked with SCAN; every key is dumped and restored.</summary>
    Scan,
    /// <summary>Every key is read and written with the commands of its type.</summary>
    Types,
}

/// <summary>What this version of the program can carry out.</summary>
internal static class MigrationPaths
{
    /// <summary>Every path, the preferred first.</summary>
    public static IReadOnlyList<MigrationPath> All { get; } = Enum.GetValues<MigrationPath>();

    /// <summary>Paths that have an engine here. A plan may name any path; it says of every other one that it cannot be carried out.</summary>
    public static IReadOnlySet<MigrationPath> Executable { get; } = new HashSet<MigrationPath>();

    /// <summary>What each sends to the source, and needs to be allowed there.</summary>
    public static IReadOnlyList<string> SourceCommands(MigrationPath path) => path switch
    {
        MigrationPath.Replicate => ["PSYNC", "REPLCONF"],
        MigrationPath.Serve or MigrationPath.Sync => ["SYNC", "PSYNC", "REPLCONF"],
        MigrationPath.Scan => ["SCAN", "DUMP", "PTTL", "TYPE"],
        _ => ["SCAN", "TYPE", "PTTL", "GETRANGE", "LRANGE", "SSCAN", "ZSCAN", "HSCAN", "XRANGE"],
    };

    /// <summary>What each sends to the target, and needs to be allowed there.</summary>
    public static IReadOnlyList<string> TargetCommands(MigrationPath path) => path switch
    {
        MigrationPath.Replicate => ["REPLICAOF", "CONFIG"],
        MigrationPath.Serve => ["REPLICAOF"],
        MigrationPath.Sync or MigrationPath.Scan => ["RESTORE"],
        _ => ["APPEND", "RPUSH", "SADD", "ZADD", "HSET", "XADD", "PEXPIREAT", "RENAME", "DEL"],
    };
}
