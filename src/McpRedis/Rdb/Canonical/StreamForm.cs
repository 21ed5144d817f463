using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>What a stream is beside its entries.</summary>
internal sealed record StreamForm
{
    /// <summary>Entries as XLEN says them.</summary>
    public required ulong Length { get; init; }

    public required StreamId LastId { get; init; }

    public required CanonicalDigest Groups { get; init; }

    /// <summary>Null from a server before Redis 7.</summary>
    public CanonicalDigest? Counters { get; init; }

    public required CanonicalDigest Idempotence { get; init; }

    public required CanonicalDigest Nacked { get; init; }

    public static StreamForm Of(StreamState state, CanonicalKeys keys)
    {
        CanonicalDigest groups = default, nacked = default, read = default;
        foreach (StreamGroup group in state.Groups)
        {
            var head = new ElementHash(keys, ValueAspect.Groups);
            head.Text(group.Name);
            Id(ref head, group.LastId);
            groups += head.Finish();
            read += Read(group, keys);
            foreach (StreamConsumer consumer in group.Consumers)
            {
                var hash = new ElementHash(keys, ValueAspect.Groups);
                hash.Text(group.Name);
                hash.Text(consumer.Name);
                groups += hash.Finish();
            }
            foreach (StreamPending pending in group.Pending)
            {
                bool isNacked = pending.Owner == StreamPending.Nacked;
                CanonicalDigest digest = Pending(group, pending, isNacked ? ValueAspect.Nacked : ValueAspect.Groups, keys);
                (groups, nacked) = isNacked ? (groups, nacked + digest) : (groups + digest, nacked);
            }
        }
        return new StreamForm
        {
            Length = state.Length,
            LastId = state.LastId,
            Groups = groups,
            Nacked = nacked,
            Counters = state.Counters is { } counters ? read + Counted(counters, keys) : null,
            Idempotence = state.Idempotence is { IsUsed: true } used ? Remembered(used, keys) : default,
        };
    }

    public ValueAspect DifferencesTo(StreamForm other) =>
        (Length == other.Length ? ValueAspect.None : ValueAspect.Content)
        | (LastId == other.LastId ? ValueAspect.None : ValueAspect.LastId)
        | (Groups == other.Groups ? ValueAspect.None : ValueAspect.Groups)
        | (Counters is null || other.Counters is null || Counters == other.Counters ? ValueAspect.None : ValueAspect.StreamCounters)
        | (Idempotence == other.Idempotence ? ValueAspect.None : ValueAspect.Idempotence)
        | (Nacked == other.Nacked ? ValueAspect.None : ValueAspect.Nacked);

    private static CanonicalDigest Pending(StreamGroup group, StreamPending pending, ValueAspect aspect, CanonicalKeys keys)
    {
        var hash = new ElementHash(keys, aspect);
        hash.Text(group.Name);
        Id(ref hash, pending.Id);
        hash.Number((ulong)pending.DeliveredAtMs);
        hash.Number(pending.Deliveries);
        hash.Text(pending.Owner >= 0 ? group.Consumers[pending.Owner].Name : []);
        return hash.Finish();
    }

    private static CanonicalDigest Read(StreamGroup group, CanonicalKeys keys)
    {
        var hash = new ElementHash(keys, ValueAspect.StreamCounters);
        hash.Text(group.Name);
        hash.Number(group.EntriesRead is null ? 0UL : 1);
        hash.Number(group.EntriesRead ?? 0);
        return hash.Finish();
    }

    private static CanonicalDigest Counted(StreamCounters counters, CanonicalKeys keys)
    {
        var hash = new ElementHash(keys, ValueAspect.StreamCounters);
        Id(ref hash, counters.FirstId);
        Id(ref hash, counters.LargestDeletedId);
        hash.Number(counters.EntriesAdded);
        return hash.Finish();
    }

    private static CanonicalDigest Remembered(StreamIdempotence idempotence, CanonicalKeys keys)
    {
        var hash = new ElementHash(keys, ValueAspect.Idempotence);
        hash.Number(idempotence.DurationSeconds);
        hash.Number(idempotence.MostEntries);
        hash.Number(idempotence.Added);
        hash.Number(idempotence.Duplicates);
        CanonicalDigest sum = hash.Finish();
        foreach (StreamProducer producer in idempotence.Producers)
        {
            var part = new ElementHash(keys, ValueAspect.Idempotence);
            part.Text(producer.Name);
            foreach ((byte[] id, StreamId entry) in producer.Ids)
            {
                part.Text(id);
                Id(ref part, entry);
            }
            sum += part.Finish();
        }
        return sum;
    }

    private static void Id(ref ElementHash hash, StreamId id)
    {
        hash.Number(id.Ms);
        hash.Number(id.Sequence);
    }
}
