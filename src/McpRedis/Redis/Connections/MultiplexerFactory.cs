using System.Net.Sockets;
using System.Security.Authentication;
using StackExchange.Redis;

namespace McpRedis.Redis.Connections;

/// <summary>
/// The client library's settings for a connection. Why they differ from its defaults: a call must fail fast and
/// say so rather than wait in a queue and happen later (BacklogPolicy.FailFast); a server that is down at start
/// must not stop us (AbortOnConnectFail); an exception must not carry keys (IncludeDetailInExceptions); and the
/// probes a limited ACL user may not run are left out (TieBreaker, ConfigurationChannel).
/// </summary>
internal static class MultiplexerFactory
{
    // A second wall, inside the client: these have no business in any tool.
    private static readonly HashSet<string> Unavailable =
        ["SHUTDOWN", "DEBUG", "MIGRATE", "MONITOR", "SYNC", "PSYNC", "SLAVEOF", "SWAPDB"];

    // The connection for large replies never subscribes; without SUBSCRIBE the library opens no second socket for it.
    private static readonly HashSet<string> UnavailableLarge =
        [.. Unavailable, "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE"];

    public static Task<ConnectionMultiplexer> ConnectAsync(ConnectionOptions connection, bool large) =>
        ConnectionMultiplexer.ConnectAsync(Settings(connection, large));

    private static ConfigurationOptions Settings(ConnectionOptions connection, bool large)
    {
        int timeout = (int)connection.Timeout.TotalMilliseconds;
        var settings = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectRetry = 1,   // more only makes the first refusal slow; reconnecting goes on by itself
            ConnectTimeout = (int)connection.ConnectTimeout.TotalMilliseconds,
            AsyncTimeout = timeout,
            SyncTimeout = timeout,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(500),
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),   // timeouts are noticed at heartbeats only
            KeepAlive = 10,
            TcpKeepAlive = true,
            ConfigCheckSeconds = 60,
            IncludeDetailInExceptions = false,
            TieBreaker = "",
            ConfigurationChannel = "",
            ClientName = connection.ClientName ?? "mcp-redis",
            LibraryName = "mcp-redis",
            HighIntegrity = connection.HighIntegrity,
            User = connection.User,
            Password = connection.Password,
            // Its dedicated threads cost a third of the latency and protect synchronous calls, of which there are none.
            SocketManager = SocketManager.ThreadPool,
            CommandMap = CommandMap.Create(large ? UnavailableLarge : Unavailable, available: false),
            DefaultDatabase = connection.Kind == ConnectionKind.Cluster ? 0 : connection.Database,
            ServiceName = connection.SentinelService,
        };
        if (connection.Protocol is { } protocol)
        {
            settings.Protocol = protocol == 3 ? RedisProtocol.Resp3 : RedisProtocol.Resp2;
        }
        foreach (var endpoint in connection.Endpoints)
        {
            settings.EndPoints.Add(endpoint.Host, endpoint.Port);
        }
        if (connection.SocketPath is { } path)
        {
            settings.EndPoints.Add(new UnixDomainSocketEndPoint(path));
        }
        if (connection.Tls)
        {
            UseTls(settings, connection);
        }
        return settings;
    }

    private static void UseTls(ConfigurationOptions settings, ConnectionOptions connection)
    {
        settings.Ssl = true;
        settings.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        settings.SslHost = connection.TlsHost ?? (connection.Endpoints.Count == 1 ? connection.Endpoints[0].Host : null);
        if (connection.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The operator asked for it by a name that says what it is.
            settings.CertificateValidation += static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (connection.CaFile is { } ca)
        {
            settings.TrustIssuer(ca);
        }
        if (connection.CertFile is { } certificate)
        {
            settings.SetUserPemCertificate(certificate, connection.KeyFile);
        }
    }
}
