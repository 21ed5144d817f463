namespace McpRedis.Rdb.Transcoding;

/// <summary>Losses by kind. One of these for a key, one for a whole run; not for concurrent use.</summary>
internal sealed class TranscodeLosses
{
    private static readonly int Kinds = Enum.GetValues<TranscodeLoss>().Length;
    private readonly long[] _counts = new long[Kinds];

    public long this[TranscodeLoss kind] => _counts[(int)kind];

    public bool IsEmpty => !_counts.AsSpan().ContainsAnyExcept(0);

    /// <summary>The kinds that there are, with their counts.</summary>
    public IEnumerable<KeyValuePair<TranscodeLoss, long>> All =>
        _counts.Select((count, kind) => KeyValuePair.Create((TranscodeLoss)kind, count)).Where(loss => loss.Value > 0);

    public void Add(TranscodeLoss kind, long count = 1) => _counts[(int)kind] += count;

    public void Add(TranscodeLosses other)
    {
        for (int kind = 0; kind < Kinds; kind++)
        {
            _counts[kind] += other._counts[kind];
        }
    }

    public void Clear() => _counts.AsSpan().Clear();
}
