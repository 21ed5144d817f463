namespace McpRedis.Tools.SortedSets;

/// <summary>What the bounds of a range of a sorted set are.</summary>
internal enum RangeKind
{
    Rank,
    Score,
    /// <summary>Members in the order of their bytes, which they have where all scores are equal.</summary>
    Lex,
}
