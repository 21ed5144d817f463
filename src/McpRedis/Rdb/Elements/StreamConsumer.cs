namespace McpRedis.Rdb.Elements;

/// <summary>A consumer of a group. Times in milliseconds since 1970.</summary>
/// <param name="Name">Bytes.</param>
/// <param name="SeenMs">It last asked for something.</param>
/// <param name="ActiveMs">It last got something, -1 for never; null before Redis 7.2.</param>
internal sealed record StreamConsumer(byte[] Name, long SeenMs, long? ActiveMs);
