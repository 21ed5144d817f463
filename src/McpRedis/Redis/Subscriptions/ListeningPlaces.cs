using System.Net;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis.Subscriptions;

/// <summary>
/// Which server to listen to for what. Ordinary messages go round a whole cluster, so one node tells them all; a shard
/// channel is told by the master of its slot alone, and a keyspace notification by the master of its key.
/// </summary>
internal static class ListeningPlaces
{
    /// <summary>Servers and their topics.</summary>
    /// <exception cref="Fault">No master can be reached.</exception>
    public static IReadOnlyDictionary<EndPoint, List<Topic>> Of(IConnectionMultiplexer multiplexer, IEnumerable<Topic> topics)
    {
        var masters = Nodes.Masters(multiplexer);
        var any = masters.FirstOrDefault(m => m.IsConnected)
            ?? throw new Fault(ErrorCode.RedisUnavailable, "No master of this connection can be reached. Nothing was listened to.", "Try again later.", retryable: true);
        var slots = any.ServerType == ServerType.Cluster ? any.ClusterConfiguration : null;
        var places = new Dictionary<EndPoint, List<Topic>>();
        foreach (var topic in topics)
        {
            foreach (var place in slots is null || (topic.Command != "SSUBSCRIBE" && !topic.IsOfEveryMaster) ? [any.EndPoint]
                : topic.IsOfEveryMaster ? masters.Select(m => m.EndPoint)
                : [slots.GetBySlot((RedisKey)topic.Name)?.EndPoint ?? any.EndPoint])
            {
                if (!places.TryGetValue(place, out var here))
                {
                    places[place] = here = [];
                }
                here.Add(topic);
            }
        }
        return places;
    }
}
