using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Support;

/// <summary>The product's options for a server of a test.</summary>
internal static class ServerOptions
{
    public static ConnectionOptions Options(this RedisServerProcess server, string name = "default") => new()
    {
        Name = name,
        Source = "test",
        Kind = server.SocketPath is null ? ConnectionKind.Server : ConnectionKind.UnixSocket,
        Endpoints = server.SocketPath is null ? [new RedisEndpoint("127.0.0.1", server.Port)] : [],
        SocketPath = server.SocketPath,
        Password = server.Password,
        Tls = server.Certificates is not null,
        CaFile = server.Certificates?.CaFile,
        CertFile = server.Certificates?.ClientCertFile,
        KeyFile = server.Certificates?.ClientKeyFile,
    };

    public static ConnectionOptions Options(this RedisFixture redis, string name = "default") => new()
    {
        Name = name,
        Source = "test",
        Kind = ConnectionKind.Server,
        Endpoints = [new RedisEndpoint("127.0.0.1", redis.Port)],
        User = redis.User,
        Password = redis.Password,
    };
}
