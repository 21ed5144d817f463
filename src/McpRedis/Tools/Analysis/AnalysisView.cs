namespace McpRedis.Tools.Analysis;

/// <summary>What of an analysis is looked at.</summary>
internal enum AnalysisView
{
    /// <summary>Keys that take the most memory.</summary>
    Biggest,

    /// <summary>Keys with the most elements.</summary>
    Longest,

    /// <summary>Keys with the highest counters of an LFU policy.</summary>
    Hottest,

    /// <summary>Prefixes below one.</summary>
    Prefixes,

    /// <summary>How long keys still stay.</summary>
    Expiry,

    /// <summary>How long nobody used them.</summary>
    Idle,

    /// <summary>Types by encodings.</summary>
    Encodings,
}
