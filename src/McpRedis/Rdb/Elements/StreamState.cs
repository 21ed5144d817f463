namespace McpRedis.Rdb.Elements;

/// <summary>What a stream is beside its entries.</summary>
internal sealed record StreamState
{
    /// <summary>How <see cref="StreamGroup.EntriesRead"/> stands in the data when the server does not know it.</summary>
    private const ulong NotKnown = ulong.MaxValue;

    public required ulong Length { get; init; }

    public required StreamId LastId { get; init; }

    /// <summary>From type 19 on.</summary>
    public StreamCounters? Counters { get; init; }

    public required IReadOnlyList<StreamGroup> Groups { get; init; }

    /// <summary>From type 26 on.</summary>
    public StreamIdempotence? Idempotence { get; init; }

    /// <summary>Reads to the end of the value; the reader stands behind the nodes.</summary>
    /// <remarks>
    /// <code>
    /// length, last id
    /// 19+: first id, largest deleted id, entries ever added
    /// groups: name, last id, 19+: entries read; pending; consumers; 27+: nacked
    /// 26+: idempotence
    /// </code>
    /// An id is two lengths here, 16 raw bytes in lists of pending entries.
    /// </remarks>
    public static StreamState Read(RdbType type, ref ValueReader reader)
    {
        ulong length = reader.Length();
        StreamId last = Id(ref reader);
        StreamCounters? counters = type == RdbType.Stream ? null : new(Id(ref reader), Id(ref reader), reader.Length());
        var groups = new StreamGroup[reader.Count(leastBytes: 5)];
        for (int i = 0; i < groups.Length; i++)
        {
            byte[] name = reader.String().ToArray();
            StreamId delivered = Id(ref reader);
            ulong? read = type == RdbType.Stream ? null : reader.Length() is not NotKnown and var known ? known : null;
            groups[i] = StreamGroup.Read(type, name, delivered, read, ref reader);
        }
        StreamIdempotence? idempotence = type is RdbType.Stream4 or RdbType.Stream5 ? StreamIdempotence.Read(ref reader) : null;
        reader.End();
        return new StreamState { Length = length, LastId = last, Counters = counters, Groups = groups, Idempotence = idempotence };
    }

    internal static StreamId Id(ref ValueReader reader) => new(reader.Length(), reader.Length());
}
