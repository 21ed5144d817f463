using System.Net;
using System.Net.Sockets;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>Finds the masters of a connection: through its sentinels, from the nodes of its cluster, or the one server it names.</summary>
internal sealed class NodeResolver(ConnectionOptions options, CommandGate gate, TimeProvider time)
{
    private static readonly RespPipeOptions Plain = new() { Database = 0 };

    /// <summary>Masters of the same cluster, to be asked when those of the connection do not answer.</summary>
    public IReadOnlyList<EndPoint> Known { get; init; } = [];

    /// <exception cref="Fault">What the last of the asked ones failed with.</exception>
    public Task<NodeMap> ResolveAsync(CancellationToken cancellationToken)
    {
        EndPoint[] places = options.SocketPath is { } path ? [new UnixDomainSocketEndPoint(path)] : [.. options.Endpoints.Select(e => (EndPoint)new DnsEndPoint(e.Host, e.Port)).Union(Known)];
        return options.Kind == ConnectionKind.Sentinel
            ? FirstAsync(places, AskSentinelAsync, cancellationToken)
            : FirstAsync(places, AskServerAsync, cancellationToken);
    }

    // One that does not answer is not the end while there are others.
    private static async Task<NodeMap> FirstAsync(EndPoint[] places, Func<EndPoint, CancellationToken, Task<NodeMap>> ask, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return await ask(places[i], cancellationToken);
            }
            catch (Exception e) when (e is Fault or IOException && i + 1 < places.Length)
            {
            }
            catch (IOException e)
            {
                throw new Fault(ErrorCode.RedisUnavailable, "The server closed the connection while it was asked for its nodes.", "Try again later.", retryable: true, e);
            }
        }
    }

    private async Task<NodeMap> AskServerAsync(EndPoint place, CancellationToken cancellationToken)
    {
        await using var pipe = await OpenAsync(options, place, cancellationToken);
        var layout = new ClusterLayout(place, options.Tls);
        var shards = await pipe.GreetAsync(RespEncoding.Words("CLUSTER", "SHARDS"), cancellationToken);
        if (!shards.IsError)
        {
            return layout.FromShards(shards);
        }
        // Not known before Redis 7, and the user may lack it; a server that is no cluster refuses both.
        var slots = await pipe.GreetAsync(RespEncoding.Words("CLUSTER", "SLOTS"), cancellationToken);
        if (!slots.IsError)
        {
            return layout.FromSlots(slots);
        }
        return options.Kind == ConnectionKind.Cluster ? throw RedisFaults.FromReply(slots.Text, "CLUSTER SLOTS") : new NodeMap(new MasterNode("", place));
    }

    private async Task<NodeMap> AskSentinelAsync(EndPoint place, CancellationToken cancellationToken)
    {
        var reply = await SentinelReplyAsync(place, RespEncoding.Words("SENTINEL", "GET-MASTER-ADDR-BY-NAME", options.SentinelService ?? ""), cancellationToken);
        if (reply.IsError)
        {
            throw RedisFaults.FromReply(reply.Text, "SENTINEL GET-MASTER-ADDR-BY-NAME");
        }
        if (reply.Count != 2 || !int.TryParse(reply[1].Text, out int port))
        {
            throw new Fault(ErrorCode.RedisUnavailable, $"A sentinel of connection '{options.Name}' does not know the master set.", "The operator checks its name in the connection's URL.");
        }
        var master = new DnsEndPoint(reply[0].Text, port);
        await using var pipe = await OpenAsync(options, master, cancellationToken);
        var role = await pipe.GreetAsync(RespEncoding.Words("ROLE"), cancellationToken);
        // After a failover a sentinel may lag behind; a user without ROLE takes its word.
        if (!role.IsError && (role.Count == 0 || role[0].Text != "master"))
        {
            throw new Fault(ErrorCode.RedisUnavailable, $"The server that a sentinel of connection '{options.Name}' names is no master at the moment.", "Try again in a moment: a failover may be under way.", retryable: true);
        }
        return new NodeMap(new MasterNode("", master));
    }

    /// <summary>One question to one sentinel. It has users of its own, mostly none at all; one that wants a login gets ours.</summary>
    public async Task<RespValue> SentinelReplyAsync(EndPoint place, ReadOnlyMemory<byte>[] question, CancellationToken cancellationToken)
    {
        RespValue reply;
        try
        {
            await using var open = await OpenAsync(options with { User = null, Password = null }, place, cancellationToken);
            reply = await open.GreetAsync(question, cancellationToken);
        }
        catch (Fault e) when (e.Code == ErrorCode.AuthFailed && options.Password is not null)
        {
            reply = RespValue.Of(RespKind.Error, "NOAUTH"u8.ToArray());
        }
        if (reply.IsError && options.Password is not null && reply.Text.StartsWith("NOAUTH", StringComparison.Ordinal))
        {
            await using var pipe = await OpenAsync(options, place, cancellationToken);
            reply = await pipe.GreetAsync(question, cancellationToken);
        }
        return reply;
    }

    private Task<RespPipe> OpenAsync(ConnectionOptions login, EndPoint place, CancellationToken cancellationToken) =>
        RespPipe.OpenAsync(login, place, gate, Plain, time, cancellationToken);
}
