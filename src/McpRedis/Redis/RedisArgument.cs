namespace McpRedis.Redis;

/// <summary>One argument of a command. Keys are marked, so that routing, key scope and audit need not guess.</summary>
internal readonly record struct RedisArgument(ReadOnlyMemory<byte> Bytes, bool IsKey);
