using System.Net;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>The sentinels a connection names, asked one by one: the client library knows them only as a way to the master.</summary>
internal static class SentinelNodes
{
    public static async Task<IReadOnlyList<NodeReply>> RunAsync(RedisConnection connection, CommandGate gate, RedisCommand command, CancellationToken cancellationToken)
    {
        if (connection.Options.Kind != ConnectionKind.Sentinel)
        {
            return [];
        }
        var resolver = new NodeResolver(connection.Options, gate, connection.Time);
        return await Task.WhenAll(connection.Options.Endpoints.Select((endpoint, i) =>
            OneAsync(resolver, new DnsEndPoint(endpoint.Host, endpoint.Port), $"sentinel-{i + 1}", command, cancellationToken)));
    }

    private static async Task<NodeReply> OneAsync(NodeResolver resolver, DnsEndPoint place, string name, RedisCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await resolver.SentinelReplyAsync(place, RespEncoding.Words(command), cancellationToken);
            return reply.IsError ? new(name, RespValue.Null, RedisFaults.FromReply(reply.Text, command.FullName)) : new(name, reply, null);
        }
        catch (Fault fault)
        {
            return new(name, RespValue.Null, fault);
        }
        catch (IOException e)
        {
            return new(name, RespValue.Null, new Fault(ErrorCode.RedisUnavailable, "The sentinel closed the connection.", "Try again later.", retryable: true, e));
        }
    }
}
