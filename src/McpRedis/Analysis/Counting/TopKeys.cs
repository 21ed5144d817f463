namespace McpRedis.Analysis.Counting;

/// <summary>
/// The keys with the highest scores, in a heap whose root is the lowest: most keys cost one comparison. A key that SCAN gives twice is in it once.
/// </summary>
internal sealed class TopKeys(int most)
{
    /// <summary>Longer names are cut: a server may hold names of 512 MB.</summary>
    public const int MostNameBytes = 4 << 10;

    private readonly PriorityQueue<TopKey, long> _heap = new(most + 1);

    /// <summary>The score to be above, once it is full.</summary>
    private long _least = long.MinValue;

    public int Count => _heap.Count;

    /// <summary>Highest first.</summary>
    public IReadOnlyList<TopKey> Ranked => [.. _heap.UnorderedItems.OrderByDescending(item => item.Priority).ThenBy(item => item.Element.Name, NameOrder).Select(item => item.Element)];

    private static Comparer<byte[]> NameOrder { get; } = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    public void Offer(long score, in KeyFact key)
    {
        if (score <= _least && _heap.Count >= most)
        {
            return;
        }
        var name = key.Name[..Math.Min(key.Name.Length, MostNameBytes)];
        if (Holds(key.Database, name))
        {
            return;
        }
        Put(score, new(key.Database, name.ToArray(), key.Name.Length, key.Type, key.Length, key.SizeBytes, key.TtlMs, key.Frequency));
    }

    private void Put(long score, TopKey key)
    {
        if (_heap.Count < most)
        {
            _heap.Enqueue(key, score);
        }
        else
        {
            _heap.EnqueueDequeue(key, score);
        }
        _least = _heap.Count < most ? long.MinValue : _heap.TryPeek(out _, out long least) ? least : long.MinValue;
    }

    /// <summary>The same keys with sizes that are known better.</summary>
    public void Replace(IReadOnlyList<TopKey> keys)
    {
        _heap.Clear();
        foreach (var key in keys)
        {
            Put(key.SizeBytes, key);
        }
    }

    private bool Holds(int database, ReadOnlySpan<byte> name)
    {
        foreach (var (held, _) in _heap.UnorderedItems)
        {
            if (held.Database == database && name.SequenceEqual(held.Name))
            {
                return true;
            }
        }
        return false;
    }
}
