namespace McpRedis.Migration.Tail;

/// <summary>A key of the target that may differ from the source's, since a command could not be carried over.</summary>
/// <param name="Database">On the target.</param>
/// <param name="Key">Its name there.</param>
/// <param name="Command">Which could not.</param>
internal sealed record DoubtfulKey(int Database, byte[] Key, string Command);
