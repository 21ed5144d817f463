using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

/// <summary>One server for each way to reach one, started when first asked for.</summary>
public sealed class ClientServers : IAsyncLifetime
{
    private readonly Dictionary<Transport, RedisServerProcess> _servers = [];

    public enum Transport
    {
        Tcp,
        UnixSocket,
        Tls,
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task<ConnectionMultiplexer> ConnectAsync(Transport transport, RedisProtocol protocol) =>
        await TestClient.ConnectAsync(await ServerAsync(transport), protocol);

    // The tests of a class run one after another: no lock.
    internal async Task<RedisServerProcess> ServerAsync(Transport transport)
    {
        if (!_servers.TryGetValue(transport, out var server))
        {
            server = await RedisServerProcess.StartAsync(new ServerSettings
            {
                UnixSocket = transport == Transport.UnixSocket,
                Tls = transport == Transport.Tls,
            });
            _servers.Add(transport, server);
        }

        return server;
    }
}
