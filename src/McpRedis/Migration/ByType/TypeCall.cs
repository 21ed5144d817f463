using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>One command with its arguments, the key first.</summary>
internal readonly record struct TypeCall(BulkCommand Command, ReadOnlyMemory<byte>[] Arguments);
