using McpRedis.Migration.Copying;

namespace McpRedis.Migration.ByType;

/// <summary>What became of one key.</summary>
/// <param name="Reason">Null where there is nothing to tell.</param>
/// <param name="Bytes">Of its value.</param>
internal readonly record struct TypeResult(CopyOutcome Outcome, string? Reason = null, long Bytes = 0);
