namespace McpRedis.Redis.Connections;

/// <summary>How to reach the keys of a connection.</summary>
internal enum ConnectionKind
{
    /// <summary>One server by TCP; a cluster node is detected when we connect.</summary>
    Server,
    /// <summary><c>unix:///path</c>.</summary>
    UnixSocket,
    /// <summary><c>redis+sentinel://</c>: the endpoints are sentinels.</summary>
    Sentinel,
    /// <summary><c>redis+cluster://</c>: the endpoints are seeds.</summary>
    Cluster,
}

/// <summary>A host and a port. IPv6 without brackets.</summary>
internal sealed record RedisEndpoint(string Host, int Port);

/// <summary>
/// Everything an operator said about one named connection, validated. Never printed as a whole: see
/// <c>Redaction</c> for what may be shown.
/// </summary>
internal sealed record ConnectionOptions
{
    /// <summary>Lower-case name, <c>default</c> for REDIS_URL.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was configured, for messages: <c>REDIS_URL</c>, <c>REDIS_URL_STAGING</c>, <c>connections.staging.url</c>.</summary>
    public required string Source { get; init; }

    public required ConnectionKind Kind { get; init; }

    /// <summary>One for a server, several for sentinels and cluster seeds, none for a unix socket.</summary>
    public IReadOnlyList<RedisEndpoint> Endpoints { get; init; } = [];

    /// <summary>Path of a unix socket; null otherwise.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Name of the master set, for sentinels only.</summary>
    public string? SentinelService { get; init; }

    /// <summary>ACL user; null for the default user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Logical database a call works on when it names none. Default 0.</summary>
    public int Database { get; init; }

    /// <summary>TLS, verified unless <see cref="SkipTlsVerify"/>. True for <c>rediss</c>.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the certificate authority to trust in place of the system's; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of a client certificate; null for none.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of the client certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name to expect in the server's certificate; null for the host.</summary>
    public string? TlsHost { get; init; }

    /// <summary>Accept any certificate. Spelled <c>dangerouslySkipTlsVerify</c>.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>2 or 3; null lets the client choose (RESP3 where the server has it).</summary>
    public int? Protocol { get; init; }

    /// <summary>How long a command may take. Default 5 s, 100 ms to 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long connecting may take. Default 3 s, 100 ms to 1 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>As shown in CLIENT LIST. Default <c>mcp-redis/VERSION</c>.</summary>
    public string? ClientName { get; init; }

    /// <summary>Check after every command that the reply belongs to it. Default false; costs one echo a command.</summary>
    public bool HighIntegrity { get; init; }

    /// <summary>Highest access for this connection (<c>read</c>, <c>write</c>, <c>full</c>); null leaves it to the program's. It can only lower that.</summary>
    public string? Access { get; init; }

    /// <summary>Only keys that begin so are reachable; null for all.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>Databases a call may name; null for all.</summary>
    public IReadOnlyList<int>? Databases { get; init; }

    /// <summary>The server is a private one that this program started.</summary>
    public bool Embedded { get; init; }

    /// <summary>Name and kind alone: the generated form would hold the password.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
