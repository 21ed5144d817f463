using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>What one command of several came to.</summary>
/// <param name="Reply">Its reply; null when it failed.</param>
/// <param name="Fault">Why it failed; null when it did not. outcome_unknown for a write whose answer was lost.</param>
internal sealed record CommandOutcome(RespValue Reply, Fault? Fault);
