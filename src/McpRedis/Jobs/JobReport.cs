namespace McpRedis.Jobs;

/// <summary>What a job came to, however it ended: one that failed did something, too.</summary>
/// <param name="Counts">By name.</param>
internal sealed record JobReport(IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>What got lost on the way, by kind.</summary>
    public IReadOnlyDictionary<string, long> Losses { get; init; } = new Dictionary<string, long>();

    /// <summary>Some of what was left behind, or differs.</summary>
    public IReadOnlyList<JobExample> Examples { get; init; } = [];

    /// <summary>What else somebody should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A plan that it made, which goes on from here; null where there is none.</summary>
    public string? PlanId { get; init; }
}

/// <param name="Database">Its database.</param>
/// <param name="Key">Its name.</param>
/// <param name="Outcome">What became of it, in a word.</param>
/// <param name="Reason">Why.</param>
internal sealed record JobExample(int Database, byte[] Key, string Outcome, string Reason)
{
    /// <summary>Names of some of its elements that this is about.</summary>
    public IReadOnlyList<byte[]> Elements { get; init; } = [];
}
