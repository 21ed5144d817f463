using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>The named connections of the program. Each is made when first asked for, and connects when it is first used: listing tools needs no client library.</summary>
internal sealed class ConnectionRegistry(IReadOnlyList<ConnectionOptions> connections, AccessLevel access, string? keyPrefix, TimeProvider time) : IAsyncDisposable
{
    private readonly Lazy<Dictionary<string, RedisConnection>> _connections = new(() => connections
        .Select(options => new RedisConnection(options, access, keyPrefix, time))
        .ToDictionary(c => c.Options.Name, StringComparer.Ordinal));

    /// <summary>In the order they were configured.</summary>
    public IReadOnlyList<RedisConnection> All => [.. connections.Select(c => _connections.Value[c.Name])];

    /// <exception cref="Fault">invalid_argument: no such connection.</exception>
    public RedisConnection Get(string name) => _connections.Value.GetValueOrDefault(name)
        ?? throw Fault.Argument("connection", $"no connection of that name; known are {string.Join(", ", _connections.Value.Keys)}.");

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.IsValueCreated ? All : [])
        {
            await connection.DisposeAsync();
        }
    }
}
