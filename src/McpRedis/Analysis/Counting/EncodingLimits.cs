namespace McpRedis.Analysis.Counting;

/// <summary>Up to where small values are packed, as the server is set. Defaults are those of Redis 7 and later.</summary>
internal sealed record EncodingLimits
{
    public long HashEntries { get; init; } = 512;

    public long SetEntries { get; init; } = 128;

    public long SortedSetEntries { get; init; } = 128;

    public long IntsetEntries { get; init; } = 512;

    /// <summary>Read from the server; else the defaults.</summary>
    public bool AreRead { get; init; }

    /// <summary>Sets may be listpacks (7.2).</summary>
    public bool HasSetListpack { get; init; } = true;
}
