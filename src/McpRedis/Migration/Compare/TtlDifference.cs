namespace McpRedis.Migration.Compare;

/// <summary>How the TTLs of a key stand to each other.</summary>
internal enum TtlDifference
{
    None,

    /// <summary>The source's key goes, the target's stays.</summary>
    MissingOnTarget,

    /// <summary>The target's key goes, the source's stays.</summary>
    ExtraOnTarget,

    /// <summary>Both go, further apart than the tolerance.</summary>
    Drift,
}
