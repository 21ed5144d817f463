using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Clients;

/// <param name="Node">Name and role of its server.</param>
/// <param name="Id">Its number there.</param>
/// <param name="Entry">What the server tells of it.</param>
/// <param name="IsOwn">One of ours: a call goes over it, or it has the name and host of one that a call goes over.</param>
internal sealed record NodeClient(string Node, ClientId Id, ClientEntry Entry, bool IsOwn);

/// <summary>The connections to every node, once.</summary>
/// <param name="Clients">Node by node.</param>
/// <param name="Certain">Numbers of the connections that this call itself goes over.</param>
/// <param name="Failed">Nodes that could not be asked, and why.</param>
internal sealed record ClientListing(IReadOnlyList<NodeClient> Clients, IReadOnlySet<ClientId> Certain, IReadOnlyList<string> Failed)
{
    /// <exception cref="Fault">No node could be asked, or one does not tell which connections are ours.</exception>
    public static async Task<ClientListing> ReadAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        var own = await OwnAsync(redis, cancellationToken);
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("CLIENT LIST").Large(), cancellationToken);
        if (replies.All(reply => reply.Fault is not null))
        {
            throw replies[0].Fault!;
        }
        var clients = new List<NodeClient>();
        for (int i = 0; i < replies.Count; i++)
        {
            if (replies[i].Fault is not null)
            {
                continue;
            }
            int? node = replies.Count > 1 ? i + 1 : null;
            var entries = ClientListText.Parse(replies[i].Reply.Bytes.Span);
            var ours = entries.Where(entry => own.Contains(new(node, entry.Id))).ToList();
            clients.AddRange(entries.Select(entry => new NodeClient(replies[i].Node, new(node, entry.Id), entry, ours.Exists(o => IsAlike(o, entry)))));
        }
        return new(clients, own, [.. replies.Where(reply => reply.Fault is not null).Select(reply => $"{reply.Node}: {reply.Fault!.Code.Wire()}")]);
    }

    // A program has several connections: for commands, for large replies, for listening. Those it is not asked over bear its name.
    private static bool IsAlike(ClientEntry own, ClientEntry other) =>
        own.Id == other.Id || (own.Name.Length > 0 && own.Name.AsSpan().SequenceEqual(other.Name) && own.Host == other.Host);

    private static async Task<HashSet<ClientId>> OwnAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        var own = new HashSet<ClientId>();
        foreach (var command in new[] { RedisCommand.Of("CLIENT ID"), RedisCommand.Of("CLIENT ID").Large() })
        {
            var replies = await redis.ForEachNodeAsync(command, cancellationToken);
            for (int i = 0; i < replies.Count; i++)
            {
                if (replies[i].Fault is null)
                {
                    own.Add(new(replies.Count > 1 ? i + 1 : null, replies[i].Reply.Integer));
                }
            }
        }
        return own;
    }
}
