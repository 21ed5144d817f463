namespace McpRedis.Migration.Compare;

/// <summary>How many keys are in a category, and some of them.</summary>
internal sealed record CompareFinding(CompareCategory Category, long Count, IReadOnlyList<KeyVerdict> Examples);
