namespace McpRedis.Analysis.Counting;

/// <summary>What was found out about one key; good as long as the bytes of its name are.</summary>
internal readonly ref struct KeyFact
{
    public const long Unknown = -2;

    /// <summary>Of <see cref="TtlMs"/>: it stays.</summary>
    public const long Never = -1;

    public required int Database { get; init; }

    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>By <see cref="Words.Types"/>.</summary>
    public byte Type { get; init; }

    /// <summary>By <see cref="Words.Encodings"/>; 0 where it was not asked.</summary>
    public byte Encoding { get; init; }

    /// <summary>Elements; of a string its bytes. <see cref="Unknown"/> for what has no length.</summary>
    public long Length { get; init; } = Unknown;

    /// <summary>Memory it takes, or its bytes in a file.</summary>
    public long SizeBytes { get; init; } = Unknown;

    public long TtlMs { get; init; } = Unknown;

    public long IdleSeconds { get; init; } = Unknown;

    /// <summary>The LFU counter, 0 to 255.</summary>
    public long Frequency { get; init; } = Unknown;

    public KeyFact()
    {
    }
}
