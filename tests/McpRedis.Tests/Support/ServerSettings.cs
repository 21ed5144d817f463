namespace McpRedis.Tests.Support;

/// <summary>What a private server of a test is to be like. The default: plain, empty, no persistence.</summary>
internal sealed record ServerSettings
{
    /// <summary>The server program; null: the one that tests use (see <see cref="ServerSource"/>).</summary>
    public string? Program { get; init; }

    /// <summary>Lines of the configuration file, as <c>maxmemory 1mb</c> or <c>user app on >secret ~app:* +@read</c>.</summary>
    public IReadOnlyList<string> Config { get; init; } = [];

    /// <summary>Further command line arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>No TCP port, only a unix socket.</summary>
    public bool UnixSocket { get; init; }

    /// <summary>requirepass.</summary>
    public string? Password { get; init; }

    /// <summary>TLS on the port, and nothing else; certificates are made in the data directory.</summary>
    public bool Tls { get; init; }

    /// <summary>Name in the server's certificate.</summary>
    public string TlsName { get; init; } = "localhost";

    /// <summary>Ask clients for a certificate (<c>client.crt</c>).</summary>
    public bool TlsClientCertificate { get; init; }

    /// <summary>Run as a cluster node, alone for now.</summary>
    public bool Cluster { get; init; }

    /// <summary>Run as a sentinel.</summary>
    public bool Sentinel { get; init; }
}
