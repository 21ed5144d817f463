namespace McpRedis.Rdb.Elements;

/// <summary>A producer, the ids it gave its entries and which entries these became.</summary>
internal sealed record StreamProducer(byte[] Name, IReadOnlyList<KeyValuePair<byte[], StreamId>> Ids);
