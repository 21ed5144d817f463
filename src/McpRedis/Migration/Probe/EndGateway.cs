using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Probe;

/// <summary>
/// The gateway through which a plan looks at a connection: at read access whatever the caller may do there, for these commands and no
/// others. DUMP is among them beside the read tier: the server itself calls it a read, and it is kept out of the tier because it
/// shows values past every cut. Here nobody sees one: its type, its length and its footer are all that is looked at.
/// </summary>
internal static class EndGateway
{
    /// <summary>What a plan may run on either side.</summary>
    public static readonly string[] Commands =
    [
        "INFO", "CLIENT INFO", "ACL WHOAMI", "ACL GETUSER", "ACL DRYRUN", "MODULE LIST", "FUNCTION LIST", "CLUSTER INFO", "CLUSTER NODES", "COMMAND INFO", "CONFIG GET",
        "PUBSUB NUMSUB", "TIME", "RANDOMKEY", "DBSIZE", "SCAN", "TYPE", "PTTL", "PEXPIRETIME", "MEMORY USAGE", "EXISTS", "STRLEN",
    ];

    /// <param name="connection">As it is open to the caller.</param>
    /// <param name="database">Null for the connection's own.</param>
    /// <param name="trace">Of the call, so that its audit line names what ran on both sides.</param>
    public static IRedisGateway Bind(RedisConnection connection, int? database, CommandTrace trace) => ObservedGateway.Around(
        connection.Bind(database, Commands, AccessLevel.Read, trace, isAdmitted: command => command.FullName == "DUMP"), connection.Options);
}
