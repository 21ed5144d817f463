using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Config;

/// <summary>Values of settings on one node; null for one it does not have.</summary>
internal sealed record NodeSettings(string Node, Fault? Fault, Dictionary<string, string?> Values)
{
    /// <exception cref="Fault">No node could be asked.</exception>
    public static async Task<IReadOnlyList<NodeSettings>> ReadAsync(IRedisGateway redis, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var nodes = new List<NodeSettings>();
        foreach (string name in names)
        {
            foreach (var reply in await redis.ForEachNodeAsync(RedisCommand.Of("CONFIG GET").Arg(name), cancellationToken))
            {
                if (nodes.Find(n => n.Node == reply.Node) is not { } node)
                {
                    nodes.Add(node = new(reply.Node, reply.Fault, []));
                }
                node.Values[name] = reply.Reply.Count >= 2 ? reply.Reply[1].Text : null;
            }
        }
        return nodes.TrueForAll(node => node.Fault is not null) ? throw nodes[0].Fault! : nodes;
    }
}
