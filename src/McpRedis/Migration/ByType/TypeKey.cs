namespace McpRedis.Migration.ByType;

/// <summary>A key and where it goes.</summary>
/// <param name="Database">Number on the source.</param>
/// <param name="Name">Its name there.</param>
/// <param name="TargetDatabase">Number on the target.</param>
/// <param name="TargetName">Its name there.</param>
internal sealed record TypeKey(int Database, byte[] Name, int TargetDatabase, byte[] TargetName);
