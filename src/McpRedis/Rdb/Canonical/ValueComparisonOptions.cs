namespace McpRedis.Rdb.Canonical;

/// <summary>How strictly values are compared, and how much is said of what differs.</summary>
internal sealed record ValueComparisonOptions
{
    /// <summary>TTLs of fields may be apart by so much. Milliseconds, default 1000: both sides are read a moment apart.</summary>
    public long FieldTtlToleranceMs { get; init; } = 1000;

    /// <summary>Elements named of a value that differs. Default 10; 0 says only in what it differs, and is quicker.</summary>
    public int Examples { get; init; } = 10;

    /// <summary>
    /// Elements that are held at once while looking for those that differ; a value with more is read once for each part. Default 250 000,
    /// about 20 MB.
    /// </summary>
    public int HeldElements { get; init; } = 250_000;
}
