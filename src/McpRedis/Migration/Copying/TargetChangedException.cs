namespace McpRedis.Migration.Copying;

/// <summary>Another process answers for the target, one that may not hold all that the first acknowledged. What was copied must be gone over again.</summary>
internal sealed class TargetChangedException() : IOException("The target was restarted or replaced.");
