namespace McpRedis.Migration.Copying;

/// <summary>How hard a copy may work; null for no limit.</summary>
/// <param name="KeysPerSecond">Keys written to the target, all its servers together.</param>
/// <param name="BytesPerSecond">Serialized bytes written to it.</param>
/// <param name="MaxTargetLatencyMs">When a PING takes a server of the target longer, less is under way to it at once.</param>
internal sealed record CopyLimits(long? KeysPerSecond = null, long? BytesPerSecond = null, int? MaxTargetLatencyMs = null);
