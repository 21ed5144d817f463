using McpRedis.Keyspace;

namespace McpRedis.Analysis.Counting;

/// <summary>How much an analysis holds.</summary>
internal sealed record AnalysisScale
{
    /// <summary>Largest keys kept of each type, by size and by length. Default 100, 1 to 1000.</summary>
    public int Top { get; init; } = 100;

    /// <summary>Nodes of the prefix tree. Default 32 768, about 8 MB.</summary>
    public int Prefixes { get; init; } = 1 << 15;

    /// <summary>The first of these bytes that a name has ends its parts.</summary>
    public byte[] Delimiters { get; init; } = KeyDelimiters.Usual.ToArray();
}
