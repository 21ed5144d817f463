namespace McpRedis.Redis.Raw;

/// <summary>How a raw connection is to be.</summary>
internal sealed record RespPipeOptions
{
    public static RespPipeOptions Default { get; } = new();

    /// <summary>Number of the logical database; null for the connection's own.</summary>
    public int? Database { get; init; }

    /// <summary>2 or 3; null for the connection's own, and 2 where that has none: bulk replies are the same in both. A server without HELLO speaks 2.</summary>
    public int? Protocol { get; init; }

    /// <summary>The server may be a replica in a cluster, which sends readers to its master unless told that they know (READONLY).</summary>
    public bool ReadsReplica { get; init; }

    /// <summary>What is read does not count as used, where the server can tell (CLIENT NO-TOUCH, 7.2).</summary>
    public bool DoesNotTouch { get; init; }

    /// <summary>How long we wait for a server that owes an answer while nothing at all comes; then the connection is given up. Default 30 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of a reply is held.</summary>
    public RespLimits Limits { get; init; } = RespLimits.Default;

    /// <summary>Size of the receive buffer and of a send chunk; both grow for what is larger. Default 64 KiB.</summary>
    public int BufferBytes { get; init; } = RespReplyReader.DefaultBufferBytes;
}
