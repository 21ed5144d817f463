namespace McpRedis.Jobs;

/// <summary>What a job came to, however it ended: one that failed did something, too.</summary>
/// <param name="Counts">By name.</param>
internal sealed record JobReport(IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>What got lost on the way, by kind.</summary>
    public IReadOnlyDictionary<string, long> Losses { get; init; } = new Dictionary<string, long>();

    /// <summary>Some of what was left behind.</summary>
    public IReadOnlyList<JobExample> Examples { get; init; } = [];

    /// <summary>What else somebody should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="Database">Its database.</param>
/// <param name="Key">Its name.</param>
/// <param name="Outcome">What became of it, in a word.</param>
/// <param name="Reason">Why.</param>
internal sealed record JobExample(int Database, byte[] Key, string Outcome, string Reason);
