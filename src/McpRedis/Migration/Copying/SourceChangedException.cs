namespace McpRedis.Migration.Copying;

/// <summary>A master of the source is none any more: its keys are another's now, which may have been gone over without them.</summary>
internal sealed class SourceChangedException() : Exception("A master of the source was replaced.");
