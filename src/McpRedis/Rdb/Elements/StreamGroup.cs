namespace McpRedis.Rdb.Elements;

/// <summary>A consumer group.</summary>
/// <param name="Name">Bytes.</param>
/// <param name="LastId">The last one delivered.</param>
/// <param name="EntriesRead">Null if the server does not know, or is older than Redis 7.</param>
/// <param name="Pending">Delivered and not acknowledged, each with its owner.</param>
/// <param name="Consumers">Also those who have nothing pending.</param>
internal sealed record StreamGroup(
    byte[] Name, StreamId LastId, ulong? EntriesRead, IReadOnlyList<StreamPending> Pending, IReadOnlyList<StreamConsumer> Consumers)
{
    /// <remarks>
    /// <code>
    /// n × (16 bytes id, 8 bytes delivered at, len deliveries)
    /// n × (name, 8 bytes seen, 21+: 8 bytes active, n × 16 bytes id: in the list above)
    /// 27+: n × 16 bytes id: in the list above, owned by nobody
    /// </code>
    /// </remarks>
    internal static StreamGroup Read(RdbType type, byte[] name, StreamId last, ulong? read, ref ValueReader reader)
    {
        var pending = new StreamPending[reader.Count(leastBytes: StreamId.Size + 9)];
        var places = new Dictionary<StreamId, int>(pending.Length);
        for (int i = 0; i < pending.Length; i++)
        {
            var id = StreamId.Read(reader.Bytes(StreamId.Size));
            pending[i] = new StreamPending(id, reader.Int64(), reader.Length(), StreamPending.Nobody);
            if (!places.TryAdd(id, i))
            {
                throw reader.Wrong("an entry that is pending twice");
            }
        }
        var consumers = new StreamConsumer[reader.Count(leastBytes: 10)];
        for (int i = 0; i < consumers.Length; i++)
        {
            byte[] consumer = reader.String().ToArray();
            long seen = reader.Int64();
            long? active = type is RdbType.Stream or RdbType.Stream2 ? null : reader.Int64();
            Assign(i, ref reader);
            consumers[i] = new StreamConsumer(consumer, seen, active);
        }
        if (type == RdbType.Stream5)
        {
            Assign(StreamPending.Nacked, ref reader);
        }
        return new StreamGroup(name, last, read, pending, consumers);

        void Assign(int owner, ref ValueReader reader)
        {
            for (int left = reader.Count(StreamId.Size); left > 0; left--)
            {
                if (!places.TryGetValue(StreamId.Read(reader.Bytes(StreamId.Size)), out int place))
                {
                    throw reader.Wrong("a consumer has what is not pending");
                }
                pending[place] = pending[place] with { Owner = owner };
            }
        }
    }
}
