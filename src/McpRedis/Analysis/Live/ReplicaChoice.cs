using System.Net;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;
using McpRedis.Topology;

namespace McpRedis.Analysis.Live;

/// <summary>Finds a replica that has what its master has, so that the master is spared.</summary>
internal static class ReplicaChoice
{
    private const long MostLagSeconds = 2;

    /// <summary>A replica in sync that answers us; the master where there is none.</summary>
    public static async Task<MasterNode> OfAsync(IBulkGateway door, MasterNode master, CancellationToken cancellationToken)
    {
        foreach (var line in (await AskAsync(door, master, readsReplica: false, cancellationToken)).Replicas)
        {
            if (line is not { State: "online", LagSeconds: <= MostLagSeconds, Address: { Host.Length: > 0, Port: > 0 } place })
            {
                continue;
            }
            var replica = new MasterNode(master.Id, new DnsEndPoint(place.Host, place.Port));
            try
            {
                if (await AskAsync(door, replica, readsReplica: true, cancellationToken) is { IsReplica: true, IsLinkUp: true, IsSyncing: false })
                {
                    return replica;
                }
            }
            catch (Exception e) when (e is Fault or IOException)
            {
                // It may stand where only its master reaches it.
            }
        }
        return master;
    }

    private static async Task<ReplicationState> AskAsync(IBulkGateway door, MasterNode node, bool readsReplica, CancellationToken cancellationToken)
    {
        await using var pipe = await door.OpenAsync(node, new() { ReadsReplica = readsReplica }, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken);
        return ReplicationState.OfInfo(reply.IsError ? "" : reply.Text);
    }
}
