namespace McpRedis.Analysis.Counting;

/// <summary>What could take less memory.</summary>
internal enum SavingKind
{
    /// <summary>Hashes not far above the limit up to which they are packed.</summary>
    HashAboveLimit,

    /// <summary>Hashes within the limit and not packed all the same: one long value, or they were larger once.</summary>
    HashWithinLimit,

    SetAboveLimit,

    SetWithinLimit,

    SortedSetAboveLimit,

    SortedSetWithinLimit,

    /// <summary>Strings with room that appending made and nobody uses.</summary>
    StringWithRoom,

    /// <summary>Many small strings of a kind, which as fields of hashes would take less.</summary>
    SmallStrings,
}

/// <param name="Kind">What.</param>
/// <param name="Keys">Keys it is about.</param>
/// <param name="LowBytes">Less memory at least.</param>
/// <param name="HighBytes">At most.</param>
internal sealed record Saving(SavingKind Kind, Bounds Keys, double LowBytes, double HighBytes)
{
    /// <summary>The limit that would take them in; null where no limit is the matter.</summary>
    public long? Limit { get; init; }

    /// <summary>The prefix it is about; null for all.</summary>
    public byte[]? Prefix { get; init; }
}
