namespace McpRedis.Rdb.Canonical;

/// <summary>How an element differs.</summary>
internal enum ElementDifferenceKind
{
    MissingOnTarget,

    /// <summary>On the target alone.</summary>
    ExtraOnTarget,

    /// <summary>On both, with another value, score or TTL.</summary>
    Differs,
}
