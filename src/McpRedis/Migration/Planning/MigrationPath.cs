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

/// <summary>What each way needs.</summary>
internal static class MigrationPaths
{
    /// <summary>Every path, the preferred first.</summary>
    public static IReadOnlyList<MigrationPath> All { get; } = Enum.GetValues<MigrationPath>();

    /// <summary>Why this path is not gone as it is wanted; null when it is.</summary>
    public static string? Lacking(MigrationPath path, PlanOptions options) =>
        path == MigrationPath.Replicate && !options.Live ? "it goes on until a cut-over, which is asked for with live" : null;

    // What reads a type on the source and writes it on the target, where values go type by type. The first of each is what no server does without.
    private static readonly Dictionary<string, (string[] Read, string[] Write)> ByType = new(StringComparer.Ordinal)
    {
        ["string"] = (["GETRANGE"], ["APPEND", "SET", "STRLEN"]),
        ["list"] = (["LRANGE"], ["RPUSH", "LLEN"]),
        ["set"] = (["SSCAN"], ["SADD", "SCARD"]),
        ["zset"] = (["ZSCAN"], ["ZADD", "ZCARD"]),
        ["hash"] = (["HSCAN"], ["HSET", "HLEN"]),
        ["stream"] = (["XRANGE", "XINFO"], ["XADD", "XGROUP", "XSETID", "XLEN"]),
    };

    /// <summary>What each sends to the source, and needs to be allowed there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="types">Types that are to be copied, as TYPE calls them.</param>
    public static IReadOnlyList<string> SourceCommands(MigrationPath path, IEnumerable<string> types) => path switch
    {
        MigrationPath.Replicate => ["PSYNC", "REPLCONF"],
        MigrationPath.Serve or MigrationPath.Sync => ["SYNC", "PSYNC", "REPLCONF"],
        MigrationPath.Scan => ["SCAN", "DUMP", "PTTL", "TYPE"],
        _ => ["SCAN", "TYPE", "PTTL", .. types.Where(ByType.ContainsKey).SelectMany(type => ByType[type].Read)],
    };

    /// <summary>What each sends to the target, and needs to be allowed there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="types">Types that are to be copied, as TYPE calls them.</param>
    public static IReadOnlyList<string> TargetCommands(MigrationPath path, IEnumerable<string> types) => path switch
    {
        MigrationPath.Replicate or MigrationPath.Serve => ["REPLICAOF", "CONFIG"],
        MigrationPath.Sync or MigrationPath.Scan => ["RESTORE"],
        _ => [.. types.Where(ByType.ContainsKey).SelectMany(type => ByType[type].Write), "EXISTS", "UNLINK", "PEXPIRE", "PEXPIREAT", "PERSIST", "RENAME", "RENAMENX"],
    };

    /// <summary>What writes this type; null for a module's.</summary>
    public static string? WriterOf(string type) => ByType.TryGetValue(type, out var commands) ? commands.Write[0] : null;
}
