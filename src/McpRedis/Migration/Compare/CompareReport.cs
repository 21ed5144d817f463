namespace McpRedis.Migration.Compare;

/// <summary>What a comparison found.</summary>
/// <param name="Statement">How many keys were compared, and what that says of the others.</param>
/// <param name="Findings">Categories that there are, in their order.</param>
/// <param name="Differing">Keys that differ, as many as were held.</param>
internal sealed record CompareReport(SamplingStatement Statement, IReadOnlyList<CompareFinding> Findings, IReadOnlyList<KeyVerdict> Differing)
{
    /// <summary>Of a sample: how many keys of the target were looked for on the source, and how many are not there. Null where all keys were compared.</summary>
    public SamplingStatement? Reverse { get; init; }

    /// <summary>Keys that were left out by type, expiry or size, or went while they were looked at.</summary>
    public long Passed { get; init; }

    public bool IsClean => Findings.Count == 0;

    /// <summary>Every key that differs is in <see cref="Differing"/>.</summary>
    public bool HoldsAll => Differing.Count == Findings.Sum(finding => finding.Count);
}
