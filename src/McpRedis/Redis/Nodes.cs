using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>The nodes behind a connection, in a fixed order and under names that give no address away.</summary>
internal static class Nodes
{
    /// <summary>
    /// Masters that hold keys: all of a cluster, reachable or not, since one that is left out of a scan is keys that
    /// seem not to exist; the one server of anything else. Nothing when that one is out of reach.
    /// </summary>
    public static IReadOnlyList<IServer> Masters(IConnectionMultiplexer multiplexer)
    {
        var servers = Ordered(multiplexer);
        // Nodes as the cluster itself sees them: one that was replaced by its replica is a master no longer.
        var holders = servers.FirstOrDefault(s => s.IsConnected && s.ServerType == ServerType.Cluster)?.ClusterConfiguration?.Nodes
            .Where(n => !n.IsReplica && n.Slots.Count > 0).Select(n => n.EndPoint).ToHashSet();
        return holders is { Count: > 0 }
            ? [.. servers.Where(s => holders.Contains(s.EndPoint))]
            : [.. servers.Where(s => s.IsConnected).OrderBy(s => s.IsReplica).Take(1)];   // a replica where the connection is to one
    }

    private static IServer[] Ordered(IConnectionMultiplexer multiplexer) =>
        [.. multiplexer.GetServers().Where(s => s.ServerType != ServerType.Sentinel).OrderBy(s => s.EndPoint.ToString(), StringComparer.Ordinal)];

    public static async Task<IReadOnlyList<NodeReply>> RunAsync(IConnectionMultiplexer multiplexer, RedisCommand command, bool mastersOnly, bool isWrite, CancellationToken cancellationToken)
    {
        var servers = Ordered(multiplexer);
        bool cluster = servers.Any(s => s.ServerType == ServerType.Cluster);
        var asked = cluster ? servers : [.. servers.OrderBy(s => s.IsReplica).ThenBy(s => !s.IsConnected).Take(1)];
        var masters = mastersOnly && cluster ? Masters(multiplexer) : asked;
        // A node keeps its number whoever is asked beside it.
        return await Task.WhenAll(asked.Select((server, i) => (server, name: $"node-{i + 1} ({(server.IsReplica ? "replica" : "master")})")).Where(node => masters.Any(m => Equals(m.EndPoint, node.server.EndPoint)))
            .Select(node => OneAsync(node.server, node.name, command, isWrite, cancellationToken)));
    }

    private static async Task<NodeReply> OneAsync(IServer server, string name, RedisCommand command, bool isWrite, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await server.ExecuteAsync(command.Name, command.ToLibraryArguments()).WaitAsync(cancellationToken);
            return new(name, reply.ToRespValue(), null);
        }
        catch (Exception e) when (e is not Fault)
        {
            if (GatewayCall.Map(e, command, isWrite, cancellationToken) is Fault fault)
            {
                return new(name, RespValue.Null, fault);
            }
            throw;
        }
    }
}
