using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>The named connections of the program. Each connects when it is first used.</summary>
internal sealed class ConnectionRegistry : IAsyncDisposable
{
    private readonly Dictionary<string, RedisConnection> _connections;

    public ConnectionRegistry(IReadOnlyList<ConnectionOptions> connections, AccessLevel access, string? keyPrefix, TimeProvider time)
    {
        All = [.. connections.Select(options => new RedisConnection(options, access, keyPrefix, time))];
        _connections = All.ToDictionary(c => c.Options.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<RedisConnection> All { get; }

    /// <exception cref="Fault">invalid_argument: no such connection.</exception>
    public RedisConnection Get(string name) => _connections.GetValueOrDefault(name)
        ?? throw Fault.Argument("connection", $"no connection of that name; known are {string.Join(", ", _connections.Keys)}.");

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in All)
        {
            await connection.DisposeAsync();
        }
    }
}
