namespace McpRedis.Analysis.Hot;

/// <summary>
/// What comes most often, with a fixed number of counters: what is new takes over the smallest and its count, which is how much it may be too high (Metwally
/// and others, 2005). Whatever comes more often than one in as many as there are counters is surely among them.
/// </summary>
internal sealed class SpaceSaving(int counters)
{
    private const int MostNameBytes = 1 << 10;

    // By a text of database, length and name: as a key in a table, bytes must compare by value.
    private readonly Dictionary<string, HotCount> _byName = new(counters, StringComparer.Ordinal);
    private readonly string[] _names = new string[counters];
    private readonly HotCount[] _counts = new HotCount[counters];
    private int _used;
    private int _least;

    public long Total { get; private set; }

    /// <summary>The most often surely counted first.</summary>
    public IReadOnlyList<HotCount> Ranked => [.. _counts.Take(_used).OrderByDescending(count => count.Count - count.Over)];

    public void Add(int database, ReadOnlySpan<byte> key)
    {
        Total++;
        var kept = key[..Math.Min(key.Length, MostNameBytes)];
        string name = $"{database} {key.Length} {Convert.ToBase64String(kept)}";
        if (_byName.TryGetValue(name, out var known))
        {
            known.Count++;
            return;
        }
        var count = new HotCount(database, kept.ToArray(), key.Length) { Count = 1 };
        int at = _used;
        if (_used < counters)
        {
            _used++;
        }
        else
        {
            at = Least();
            count.Over = _counts[at].Count;
            count.Count += count.Over;
            _byName.Remove(_names[at]);
        }
        (_names[at], _counts[at]) = (name, count);
        _byName[name] = count;
    }

    // Looked for from where the last one was, so that those that are as small take turns.
    private int Least()
    {
        int best = _least % counters;
        for (int i = 0; i < counters; i++)
        {
            int at = (_least + i) % counters;
            if (_counts[at].Count < _counts[best].Count)
            {
                best = at;
            }
        }
        _least = best + 1;
        return best;
    }
}
