using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Topology;

/// <summary>The replication of every node of a connection.</summary>
internal static class ReplicationView
{
    /// <summary>What each node says; INFO, or ROLE where that is refused.</summary>
    public static async Task<IReadOnlyList<(string Node, ReplicationState? State, Fault? Fault)>> ReadAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        var infos = await redis.ForEachNodeAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken);
        var roles = infos.Any(IsRefused) ? await redis.ForEachNodeAsync(RedisCommand.Of("ROLE"), cancellationToken) : [];
        return [.. infos.Select(info => Of(info, roles.FirstOrDefault(role => role.Node == info.Node)))];
    }

    /// <summary>The one server of a connection that is no cluster.</summary>
    public static async Task<ReplicationState> ReadOneAsync(IRedisGateway redis, CancellationToken cancellationToken) =>
        ReplicationState.OfInfo((await redis.ExecuteAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken)).Text);

    private static (string, ReplicationState?, Fault?) Of(NodeReply info, NodeReply? role) => (info, role) switch
    {
        ({ Fault: null }, _) => (info.Node, ReplicationState.OfInfo(info.Reply.Text), null),
        (_, { Fault: null }) when IsRefused(info) => (info.Node, ReplicationState.OfRole(role.Reply), null),
        _ => (info.Node, null, info.Fault),
    };

    private static bool IsRefused(NodeReply reply) => reply.Fault?.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer;
}
