namespace McpRedis.Redis;

/// <summary>One argument of a command. Keys are marked, so that routing, key scope and audit need not guess.</summary>
/// <param name="Bytes">As sent.</param>
/// <param name="IsKey">A key.</param>
/// <param name="IsRoute">No key, but the slot is found by it: a shard channel.</param>
internal readonly record struct RedisArgument(ReadOnlyMemory<byte> Bytes, bool IsKey, bool IsRoute = false);
