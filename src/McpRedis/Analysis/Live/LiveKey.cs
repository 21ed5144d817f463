using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis.Live;

/// <summary>Answers about one key.</summary>
internal struct LiveKey
{
    public Question Asked;
    public byte Type;
    public byte Encoding;
    public bool IsGone;
    public long Length;
    public long SizeBytes;
    public long TtlMs;
    public long IdleSeconds;
    public long Frequency;

    public static LiveKey Fresh { get; } = new()
    {
        Length = KeyFact.Unknown,
        SizeBytes = KeyFact.Unknown,
        TtlMs = KeyFact.Unknown,
        IdleSeconds = KeyFact.Unknown,
        Frequency = KeyFact.Unknown,
    };
}
