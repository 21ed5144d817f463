namespace McpRedis.Diagnostics;

/// <param name="Adjust">What the operator wants otherwise, as <see cref="Limits.Parse"/> reads it.</param>
internal sealed record HealthOptions(IReadOnlyList<string> Adjust);
