namespace McpRedis.Rdb.Elements;

/// <summary>What a stream counts since Redis 7.</summary>
internal sealed record StreamCounters(StreamId FirstId, StreamId LargestDeletedId, ulong EntriesAdded);
