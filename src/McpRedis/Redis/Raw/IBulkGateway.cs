using McpRedis.Faults;

namespace McpRedis.Redis.Raw;

/// <summary>
/// The second door to a server, for work in bulk, beside <see cref="IRedisGateway"/>. An instance is bound to one job: its
/// connection, the commands it declared, the access level in force and the key scope. Nothing opens a raw connection
/// but through it.
/// </summary>
internal interface IBulkGateway
{
    /// <summary>Name of the connection, e.g. <c>default</c>.</summary>
    string Connection { get; }

    /// <summary>Database of the connection, where a pipe names none.</summary>
    int Database { get; }

    /// <summary>Keys must lie inside; null for all. What SCAN brings over a raw connection is filtered by <see cref="BulkScan"/>.</summary>
    KeyScope? Scope { get; }

    /// <summary>Makes a command ready for sending often.</summary>
    /// <param name="fullName">One the job declared.</param>
    /// <exception cref="Fault">command_not_allowed, read_only, key_out_of_scope.</exception>
    BulkCommand Prepare(string fullName);

    /// <summary>SCAN over a raw connection of this door.</summary>
    /// <param name="pattern">MATCH; null for all keys.</param>
    BulkScan Scan(RespPipe pipe, byte[]? pattern);

    /// <summary>The servers that hold keys, and which slots: asked anew on every call, since failovers and resharding move them.</summary>
    /// <exception cref="Fault">redis_unavailable, auth_failed, cluster_down.</exception>
    Task<NodeMap> ResolveAsync(CancellationToken cancellationToken);

    /// <summary>Connects to one of them.</summary>
    /// <exception cref="Fault">redis_unavailable, auth_failed; invalid_argument for a database that is not open here.</exception>
    Task<RespPipe> OpenAsync(MasterNode node, RespPipeOptions options, CancellationToken cancellationToken);
}
