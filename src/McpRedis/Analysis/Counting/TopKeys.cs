namespace McpRedis.Analysis.Counting;

/// <summary>
/// The keys with the highest scores, in order: most keys cost one comparison, with the lowest of them. A key that SCAN gives twice is in it once.
/// </summary>
internal sealed class TopKeys(int most)
{
    /// <summary>Longer names are cut: a server may hold names of 512 MB.</summary>
    public const int MostNameBytes = 4 << 10;

    private readonly TopKey[] _keys = new TopKey[most];
    private readonly long[] _scores = new long[most];

    public int Count { get; private set; }

    /// <summary>Highest first, and by name where scores are the same.</summary>
    public IReadOnlyList<TopKey> Ranked => _keys[..Count];

    public void Offer(long score, in KeyFact key)
    {
        if (Count == most && score <= _scores[most - 1])
        {
            return;
        }
        var name = key.Name[..Math.Min(key.Name.Length, MostNameBytes)];
        if (!Holds(key.Database, name))
        {
            Put(score, new(key.Database, name.ToArray(), key.Name.Length, key.Type, key.Length, key.SizeBytes, key.TtlMs, key.Frequency));
        }
    }

    /// <summary>The same keys with sizes that are known better.</summary>
    public void Replace(IReadOnlyList<TopKey> keys)
    {
        Count = 0;
        foreach (var key in keys)
        {
            Put(key.SizeBytes, key);
        }
    }

    // From the lower end: what comes mostly belongs there.
    private void Put(long score, TopKey key)
    {
        int at = Count < most ? Count++ : most - 1;
        for (; at > 0 && IsBefore(score, key, at - 1); at--)
        {
            (_keys[at], _scores[at]) = (_keys[at - 1], _scores[at - 1]);
        }
        (_keys[at], _scores[at]) = (key, score);
    }

    private bool IsBefore(long score, TopKey key, int at) => score > _scores[at] || (score == _scores[at] && key.Name.AsSpan().SequenceCompareTo(_keys[at].Name) < 0);

    private bool Holds(int database, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_keys[i].Database == database && name.SequenceEqual(_keys[i].Name))
            {
                return true;
            }
        }
        return false;
    }
}
