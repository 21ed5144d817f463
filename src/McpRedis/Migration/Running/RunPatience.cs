namespace McpRedis.Migration.Running;

/// <summary>The operator's word on how long a server may be away, silent or without writes before a migration ends.</summary>
internal sealed record RunPatience(TimeSpan Time);
