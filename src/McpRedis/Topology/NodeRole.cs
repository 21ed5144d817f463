using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Topology;

/// <summary>The role of a server as it says itself, asked anew: what was known when the connection was made may be over.</summary>
internal static class NodeRole
{
    /// <exception cref="Fault">redis_readonly_replica: it is a replica; not_permitted: it may not be asked, so nothing is sure.</exception>
    public static async Task RequireMasterAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        switch (await ReadAsync(redis, cancellationToken))
        {
            case ServerRole.Master:
                return;
            case ServerRole.Replica:
                throw new Fault(ErrorCode.RedisReadonlyReplica, "The server is a replica: its data is its master's. Nothing was done.",
                    "Use a connection to the master; redis_replication_info shows who that is.");
            default:
                throw new Fault(ErrorCode.UnsupportedByServer, "The server does not tell whether it is a master. Nothing was done.");
        }
    }

    /// <summary>By ROLE, or by INFO where the user may not run that.</summary>
    public static async Task<ServerRole> ReadAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await redis.ExecuteAsync(RedisCommand.Of("ROLE"), cancellationToken);
            return ServerIdentity.Role(reply.Count > 0 ? reply[0].Text : null);
        }
        catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer)
        {
            var info = await redis.ExecuteAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken);
            return ServerIdentity.Role(InfoText.Parse(info.Text)["role"]);
        }
    }
}
