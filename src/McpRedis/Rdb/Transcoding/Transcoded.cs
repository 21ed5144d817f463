namespace McpRedis.Rdb.Transcoding;

/// <summary>A value for a target; its views are good until the next one.</summary>
internal readonly ref struct Transcoded
{
    public required TranscodeOutcome Outcome { get; init; }

    public RdbType Type { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    public ReadOnlySpan<byte> Meta { get; init; }

    /// <summary>What the payload's footer must say.</summary>
    public ushort Version { get; init; }

    /// <summary>Why it was refused, in a sentence without a key.</summary>
    public string? Refusal { get; init; }
}
