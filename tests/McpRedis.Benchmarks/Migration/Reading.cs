namespace McpRedis.Benchmarks.Migration;

/// <summary>One copy or comparison.</summary>
/// <param name="Seconds">Of the work itself.</param>
/// <param name="CpuSeconds">Ours for the work itself.</param>
/// <param name="CommandSeconds">From the start of the process to its end: the plan included, and that it is made and shown first.</param>
/// <param name="CommandCpuSeconds">Ours, of all that.</param>
/// <param name="PeakBytes">The most memory our process ever had.</param>
internal sealed record Reading(double Seconds, double CpuSeconds, double CommandSeconds, double CommandCpuSeconds, long PeakBytes);
