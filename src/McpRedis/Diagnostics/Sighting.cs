namespace McpRedis.Diagnostics;

/// <summary>What a check saw on one node.</summary>
/// <param name="Node">Name and role of the node.</param>
/// <param name="Severity">How bad it is there.</param>
/// <param name="Impact">From 0 to 1, for the order among findings of one severity: how far past the threshold, how much of the whole.</param>
/// <param name="Evidence">Numbers with units.</param>
internal sealed record Sighting(string Node, Severity Severity, double Impact, IReadOnlyList<string> Evidence);
