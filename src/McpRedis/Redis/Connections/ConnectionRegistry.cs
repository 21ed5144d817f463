using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// The named connections of the program, or those of them that are open to some of its callers. Each is made when first
/// asked for, and connects when it is first used: listing tools needs no client library.
/// </summary>
internal sealed class ConnectionRegistry : IAsyncDisposable
{
    private readonly Lazy<Dictionary<string, RedisConnection>> _connections;
    private readonly bool _isOwner;

    public ConnectionRegistry(IReadOnlyList<ConnectionOptions> connections, AccessLevel access, string? keyPrefix, TimeProvider time)
        : this([.. connections.Select(c => c.Name)], isOwner: true, () => connections.Select(options => new RedisConnection(options, access, keyPrefix, time)))
    {
    }

    private ConnectionRegistry(IReadOnlyList<string> names, bool isOwner, Func<IEnumerable<RedisConnection>> make)
    {
        (Names, _isOwner) = (names, isOwner);
        _connections = new(() => make().ToDictionary(c => c.Options.Name, StringComparer.Ordinal));
    }

    /// <summary>In the order they were configured.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>In the order they were configured.</summary>
    public IReadOnlyList<RedisConnection> All => [.. Names.Select(name => _connections.Value[name])];

    /// <exception cref="Fault">invalid_argument: no such connection.</exception>
    public RedisConnection Get(string name) => _connections.Value.GetValueOrDefault(name)
        ?? throw Fault.Argument("connection", $"no connection of that name; known are {string.Join(", ", Names)}.");

    /// <summary>
    /// The same connections for callers who may do less: they share links and what is known of the servers, and whoever
    /// holds these finds no others. The links end with the registry they came from.
    /// </summary>
    /// <param name="access">Highest access.</param>
    /// <param name="names">Connections that are open; null for all. A name that is not here opens nothing.</param>
    /// <param name="keyPrefixes">Keys must begin with one of these, and as they must here; empty for what is reachable here.</param>
    public ConnectionRegistry Narrow(AccessLevel access, IReadOnlyList<string>? names, IReadOnlyList<string> keyPrefixes)
    {
        string[] open = [.. Names.Where(name => names is null || names.Contains(name, StringComparer.Ordinal))];
        return new(open, isOwner: false, () => open.Select(name => Get(name).Narrow(access, keyPrefixes)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _isOwner && _connections.IsValueCreated ? All : [])
        {
            await connection.DisposeAsync();
        }
    }
}
