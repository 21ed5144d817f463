using System.Net;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

// slave0:ip=10.0.0.2,port=7003,state=online,offset=72156,lag=0

/// <summary>Finds a replica that has what its master has, so that the master is spared.</summary>
internal static class ReplicaChoice
{
    private const long MostLagSeconds = 2;

    /// <summary>A replica in sync that answers us; the master where there is none.</summary>
    public static async Task<MasterNode> OfAsync(IBulkGateway door, MasterNode master, CancellationToken cancellationToken)
    {
        foreach (var place in Online(await InfoAsync(door, master, readsReplica: false, cancellationToken)))
        {
            var replica = new MasterNode(master.Id, place);
            try
            {
                var info = await InfoAsync(door, replica, readsReplica: true, cancellationToken);
                if (info["role"] == "slave" && info["master_link_status"] == "up" && info["master_sync_in_progress"] == "0")
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

    private static IEnumerable<EndPoint> Online(InfoText info)
    {
        foreach (var (name, value) in info.Starting("slave"))
        {
            var parts = InfoText.Parts(value);
            if (parts.GetValueOrDefault("state") == "online" && long.TryParse(parts.GetValueOrDefault("lag"), out long lag) && lag <= MostLagSeconds
                && int.TryParse(parts.GetValueOrDefault("port"), out int port) && port > 0 && parts.GetValueOrDefault("ip") is { Length: > 0 } host)
            {
                yield return new DnsEndPoint(host, port);
            }
        }
    }

    private static async Task<InfoText> InfoAsync(IBulkGateway door, MasterNode node, bool readsReplica, CancellationToken cancellationToken)
    {
        await using var pipe = await door.OpenAsync(node, new() { ReadsReplica = readsReplica }, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken);
        return reply.IsError ? InfoText.Empty : InfoText.Parse(reply.Text);
    }
}
