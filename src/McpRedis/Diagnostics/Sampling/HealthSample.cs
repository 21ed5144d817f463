using McpRedis.Faults;

namespace McpRedis.Diagnostics.Sampling;

/// <summary>What all nodes said.</summary>
/// <param name="Nodes">Those that answered, or refused to.</param>
/// <param name="Failed">Those that did not, and why.</param>
/// <param name="Seconds">From the first question to the last answer.</param>
/// <param name="Commands">Commands sent, on all nodes together.</param>
internal sealed record HealthSample(IReadOnlyList<NodeSample> Nodes, IReadOnlyList<(string Node, Fault Fault)> Failed, double Seconds, int Commands);
