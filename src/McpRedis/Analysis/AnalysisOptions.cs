using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis;

/// <summary>What an analysis looks at and how far it goes.</summary>
internal sealed record AnalysisOptions
{
    /// <summary>MATCH; null for all keys. The server still walks all of them.</summary>
    public byte[]? Pattern { get; init; }

    /// <summary>Databases; null for all that are open to us and hold keys.</summary>
    public IReadOnlyList<int>? Databases { get; init; }

    /// <summary>MEMORY USAGE for one key in so many, chosen by its name; 0 for none. Default 1: every key.</summary>
    public int SizeShare { get; init; } = 1;

    /// <summary>Elements of a value whose size is looked at for its memory (SAMPLES). Default 5, the server's own; 0 (all of them) is never sent.</summary>
    public int SizeSamples { get; init; } = 5;

    /// <summary>Of the largest keys, when all were seen. Default 2000, less than a millisecond of the server each.</summary>
    public int RefinedSamples { get; init; } = 2000;

    /// <summary>OBJECT ENCODING for one key in so many; 0 for none. Default 4.</summary>
    public int EncodingShare { get; init; } = 4;

    /// <summary>OBJECT IDLETIME for one key in so many, or FREQ for all under an LFU policy; 0 for neither. Default 4.</summary>
    public int UseShare { get; init; } = 4;

    /// <summary>Under this many keys nothing is asked of a share only. Default 100 000.</summary>
    public long AllBelowKeys { get; init; } = 100_000;

    /// <summary>PTTL of every key. Default true.</summary>
    public bool AsksExpiry { get; init; } = true;

    /// <summary>Milliseconds that a PING may take longer at work than at rest, in the middle; above it the analysis slows down. Default 1.</summary>
    public double MaxAddedMs { get; init; } = 1;

    /// <summary>Read from replicas where they are in sync. Their idle times are those of the replica and are not asked. Default false; for clusters and behind sentinels.</summary>
    public bool PrefersReplicas { get; init; }

    /// <summary>How long a server that owes an answer is waited for. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much it holds.</summary>
    public AnalysisScale Scale { get; init; } = new();
}
