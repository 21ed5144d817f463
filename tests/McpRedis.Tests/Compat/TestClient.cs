using System.Net;
using System.Net.Sockets;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

/// <summary>StackExchange.Redis itself, on a server of the test. Its timeouts are hang guards unless a test is about them.</summary>
internal static class TestClient
{
    public static Task<ConnectionMultiplexer> ConnectAsync(
        RedisServerProcess server, RedisProtocol protocol = RedisProtocol.Resp2, Action<ConfigurationOptions>? more = null)
    {
        var options = Patient(protocol);
        options.EndPoints.Add(server.SocketPath is { } path
            ? new UnixDomainSocketEndPoint(path)
            : new IPEndPoint(IPAddress.Loopback, server.Port));
        if (server.Certificates is { } certificates)
        {
            options.Ssl = true;
            options.SslHost = "localhost";
            options.TrustIssuer(certificates.CaFile);
        }

        more?.Invoke(options);
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    public static ConfigurationOptions Patient(RedisProtocol protocol = RedisProtocol.Resp2)
    {
        var guard = (int)TestTimeout.HangGuard.TotalMilliseconds;
        return new ConfigurationOptions
        {
            Protocol = protocol,
            AllowAdmin = true,
            AbortOnConnectFail = true,
            ConnectTimeout = guard,
            SyncTimeout = guard,
            AsyncTimeout = guard,
        };
    }

    /// <summary>
    /// What a caller may see of a broken connection. TaskCanceledException is the client's word for a command that met a
    /// connection in the middle of being torn down: the client cancels it without anybody's having asked.
    /// </summary>
    public static bool IsConnectionFailure(Exception? failure) =>
        failure is RedisConnectionException or RedisTimeoutException or TaskCanceledException;

    /// <summary>Why a call that has ended did not succeed; null if it did.</summary>
    public static Exception? FailureOf(Task call) =>
        call.IsCanceled ? new TaskCanceledException(call) : call.Exception?.InnerException;

    /// <summary>Looks until the client can do its work again.</summary>
    public static Task WorksAsync(IDatabase database) => TestTimeout.UntilAsync("the client works again", async () =>
    {
        try
        {
            await database.PingAsync();
            return true;
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            return false;
        }
    });
}
