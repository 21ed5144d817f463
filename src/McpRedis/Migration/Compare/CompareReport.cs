namespace McpRedis.Migration.Compare;

/// <summary>What a comparison found.</summary>
/// <param name="Statement">How many keys were compared, and what that says of the others.</param>
/// <param name="Findings">Categories that there are, in their order.</param>
/// <param name="Differing">Keys that differ, as many as were held.</param>
internal sealed record CompareReport(SamplingStatement Statement, IReadOnlyList<CompareFinding> Findings, IReadOnlyList<KeyVerdict> Differing)
{
    public bool IsClean => Findings.Count == 0;

    /// <summary>Every key that differs is in <see cref="Differing"/>.</summary>
    public bool HoldsAll => Differing.Count == Findings.Sum(finding => finding.Count);
}
