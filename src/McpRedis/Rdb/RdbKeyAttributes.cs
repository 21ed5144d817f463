namespace McpRedis.Rdb;

/// <summary>What a file says of a key before the key itself, in any order and any of it missing.</summary>
internal struct RdbKeyAttributes
{
    /// <summary>Unix time in milliseconds.</summary>
    public long? ExpireAtMs { get; set; }

    public long? IdleSeconds { get; set; }

    public byte? Frequency { get; set; }

    /// <summary>With the opcode.</summary>
    public byte[]? Meta { get; set; }
}
