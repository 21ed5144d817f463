namespace McpRedis.Rdb.Elements;

/// <summary>What a stream of Redis 8.6 keeps of its producers, so that an entry sent twice is added once.</summary>
/// <param name="DurationSeconds">How long an id is remembered.</param>
/// <param name="MostEntries">How many are remembered for a producer.</param>
/// <param name="Producers">Producers, each with the ids it used and the entries these became.</param>
/// <param name="Added">How many entries came with an id, ever.</param>
/// <param name="Duplicates">How many of them were known already.</param>
internal sealed record StreamIdempotence(ulong DurationSeconds, ulong MostEntries, IReadOnlyList<StreamProducer> Producers, ulong Added, ulong Duplicates)
{
    /// <summary>Every stream has this record; only one with producers has something in it that could be missed.</summary>
    public bool IsUsed => Producers.Count > 0 || Added > 0 || Duplicates > 0;

    // len duration, len most, n × (producer, n × (id, len ms, len seq)), len added, len duplicates
    internal static StreamIdempotence Read(ref ValueReader reader)
    {
        ulong duration = reader.Length();
        ulong most = reader.Length();
        var producers = new StreamProducer[reader.Count(leastBytes: 2)];
        for (int i = 0; i < producers.Length; i++)
        {
            byte[] name = reader.String().ToArray();
            var ids = new KeyValuePair<byte[], StreamId>[reader.Count(leastBytes: 3)];
            for (int j = 0; j < ids.Length; j++)
            {
                ids[j] = new(reader.String().ToArray(), StreamState.Id(ref reader));
            }
            producers[i] = new StreamProducer(name, ids);
        }
        return new(duration, most, producers, reader.Length(), reader.Length());
    }
}
