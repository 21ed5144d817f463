using McpRedis.Migration.Probe;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>One side of a comparison: the door to it and what it can be asked.</summary>
internal sealed record CompareEnd
{
    public required IBulkGateway Door { get; init; }

    /// <summary>Whose numbers its payloads use.</summary>
    public RdbFlavour Flavour { get; init; } = RdbFlavour.Redis;

    /// <summary>It serializes values of every type; else all values are read by plain commands.</summary>
    public bool HasDump { get; init; } = true;

    /// <summary>It tells expiry as a point in time (PEXPIRETIME, 7.0); else that is reckoned from the time left and its clock.</summary>
    public bool HasExpireTime { get; init; } = true;

    /// <summary>Fields of its hashes can have TTLs.</summary>
    public bool HasFieldTtls { get; init; }

    /// <summary>SCAN can begin anywhere: a cursor is a place in a table, any number is one, and equally likely to be near any key.</summary>
    public bool TakesAnyCursor { get; init; } = true;

    /// <summary>Databases that are open to us; null for all.</summary>
    public IReadOnlyList<int>? Databases { get; init; }

    /// <summary>All that a comparison sends. None of it changes anything.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "SCAN", "DUMP", "PTTL", "PEXPIRETIME", "MEMORY USAGE", "TYPE", "TIME", "INFO", "STRLEN", "GETRANGE", "LLEN", "LRANGE", "SCARD", "SSCAN", "ZCARD", "ZSCAN",
        "HLEN", "HSCAN", "HPEXPIRETIME", "XLEN", "XRANGE", "XINFO STREAM", "XINFO GROUPS",
    ];

    /// <param name="connection">As it is open to the caller; read access is all that is used of it.</param>
    /// <param name="facts">What is known of the server.</param>
    /// <param name="trace">Collects what is run.</param>
    public static CompareEnd Of(RedisConnection connection, ServerFacts facts, CommandTrace trace) => new()
    {
        Door = connection.BindBulk(Commands, AccessLevel.Read, trace),
        Flavour = facts.Profile.Flavour == ServerFlavour.Valkey ? RdbFlavour.Valkey : RdbFlavour.Redis,
        HasDump = !facts.IsStringsOnly && !facts.Rights["DUMP"].IsClosed,
        HasExpireTime = facts.Rights["PEXPIRETIME"].IsOpen,
        HasFieldTtls = facts.Rights["HPEXPIREAT"].Known == true,
        TakesAnyCursor = facts.Profile.Flavour is ServerFlavour.Redis or ServerFlavour.Valkey or ServerFlavour.KeyDb,
        Databases = connection.Options.Databases,
    };
}
