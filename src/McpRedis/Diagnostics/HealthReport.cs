namespace McpRedis.Diagnostics;

/// <summary>What an examination came to.</summary>
/// <param name="Findings">Worst first.</param>
/// <param name="NotChecked">What could not be told.</param>
/// <param name="Silenced">Findings there would be, were they not silenced.</param>
/// <param name="Checks">Checks that had all they need on one node at least.</param>
internal sealed record HealthReport(IReadOnlyList<Finding> Findings, IReadOnlyList<NotChecked> NotChecked, IReadOnlyList<string> Silenced, int Checks);
