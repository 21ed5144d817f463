using McpRedis.Redis.Connections;

namespace McpRedis.Topology;

/// <summary>Where a server says that another one is.</summary>
internal sealed record NodeAddress(string Host, int Port)
{
    public bool IsLoopback => IsLoopbackHost(Host);

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host is "::1" || host.StartsWith("127.", StringComparison.Ordinal);

    /// <summary>Whether a connection's own server runs beside us, so that its loopback is ours.</summary>
    public static bool IsLocal(ConnectionOptions connection) =>
        connection.SocketPath is not null || (connection.Endpoints.Count > 0 && connection.Endpoints.All(e => IsLoopbackHost(e.Host)));

    /// <summary>
    /// The configured connection that leads there; null when none does. By host and port as they are written: a name
    /// and its number are the same to a resolver only. A loopback address means the machine of who told it.
    /// </summary>
    /// <param name="connections">All of ours.</param>
    /// <param name="teller">The connection whose server told the address.</param>
    public string? ConnectionOf(IEnumerable<ConnectionOptions> connections, ConnectionOptions teller)
    {
        if (IsLoopback && !IsLocal(teller))
        {
            return null;
        }
        return connections.FirstOrDefault(connection => connection.Kind == ConnectionKind.Server && connection.Endpoints.Any(IsHere))?.Name;
    }

    private bool IsHere(RedisEndpoint endpoint) => endpoint.Port == Port
        && (endpoint.Host.Equals(Host, StringComparison.OrdinalIgnoreCase) || (IsLoopback && IsLoopbackHost(endpoint.Host)));
}
