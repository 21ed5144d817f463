namespace McpRedis.Rdb;

/// <summary>A record in place: its spans hold until the reader is asked for the next one or for more bytes.</summary>
internal readonly ref struct RdbRecord
{
    public RdbRecordKind Kind { get; init; }

    public int Database { get; init; }

    /// <summary>The key itself, decoded; empty for what is no key.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Unix time in milliseconds; null for a key that stays.</summary>
    public long? ExpireAtMs { get; init; }

    /// <summary>Seconds since it was used, if the server kept that.</summary>
    public long? IdleSeconds { get; init; }

    /// <summary>The LFU counter, if the server kept that.</summary>
    public byte? Frequency { get; init; }

    /// <summary>Metadata of modules with the opcode before them, as a payload begins with them; else empty.</summary>
    public ReadOnlySpan<byte> Meta { get; init; }

    /// <summary>Type of <see cref="Value"/>; never one of the two that refer to a template of the file.</summary>
    public RdbType Type { get; init; }

    /// <summary>The value as a payload has it; empty when it is spilled.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Bytes of the value in the file, also when it is spilled.</summary>
    public long ValueLength { get; init; }

    /// <summary>The value was larger than the reader may hold, and was skipped: get that key another way.</summary>
    public bool IsSpilled { get; init; }

    /// <summary>Where its type byte or opcode is in the file.</summary>
    public long Offset { get; init; }
}
