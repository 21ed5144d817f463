namespace McpRedis.Generator;

/// <summary>A tool class says something no schema can be made from; the message tells its author what to change.</summary>
internal sealed class ToolShapeException(string message) : Exception(message);
