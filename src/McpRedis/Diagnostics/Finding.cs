namespace McpRedis.Diagnostics;

/// <summary>A check that saw something, on all nodes together.</summary>
/// <param name="Check">What it is.</param>
/// <param name="Severity">The worst of its sightings.</param>
/// <param name="Impact">The largest of its sightings.</param>
/// <param name="Sightings">One for each node, the worst first.</param>
internal sealed record Finding(Check Check, Severity Severity, double Impact, IReadOnlyList<Sighting> Sightings);
