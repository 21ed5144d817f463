using McpRedis.Keyspace;

namespace McpRedis.Diagnostics.Checks;

internal static class SeveralDatabases
{
    public static Check Check { get; } = new("RF051", CheckFamily.Cache, "Keys are spread over several logical databases")
    {
        What = "Databases that hold keys, from INFO keyspace.",
        Why = "They share one thread, one memory limit and one eviction policy, and a cluster has only database 0 (Valkey 9 apart). FLUSHALL empties all.",
        WhenNot = "A known and kept arrangement, or development.",
        Fix = ["Prefixes in one database", "A server of its own for each purpose"],
        Risk = "Moving keys is a migration: redis_migration_plan shows what it takes.",
        Change = "Limits and policies fit the data.",
        Applies = static node => node.IsMaster,
        Look = static (node, _) => DatabaseSizes.Of([node.Info]) is { Count: > 1 } sizes
            ? node.Sees(Severity.Info, 0.05, [.. sizes.Take(8).Select(size => Evidence.Count($"db{size.Database} keys", size.Keys))])
            : null,
    };
}
