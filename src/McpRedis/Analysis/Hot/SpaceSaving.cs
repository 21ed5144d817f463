using System.Runtime.InteropServices;

namespace McpRedis.Analysis.Hot;

/// <summary>
/// What comes most often, with a fixed number of counters: what is new takes over the smallest and its count, which is how much it may be too high (Metwally
/// and others, 2005). Whatever comes more often than one in as many as there are counters is surely among them.
/// </summary>
internal sealed class SpaceSaving(int counters)
{
    private const int MostNameBytes = 1 << 10;

    private readonly Dictionary<HotName, int> _places = new(counters);
    private readonly List<(HotName Name, long Count, long Over)> _counts = new(counters);
    private int _least;

    public long Total { get; private set; }

    /// <summary>Highest first: counted, and by how much it may be too high.</summary>
    public IEnumerable<(HotName Name, long Count, long Over)> Ranked => _counts.OrderByDescending(count => count.Count - count.Over);

    public void Add(int database, ReadOnlySpan<byte> key)
    {
        Total++;
        var name = new HotName(database, Convert.ToBase64String(key[..Math.Min(key.Length, MostNameBytes)]), key.Length);
        if (_places.TryGetValue(name, out int at))
        {
            ref var known = ref CollectionsMarshal.AsSpan(_counts)[at];
            known.Count++;
            return;
        }
        if (_counts.Count < counters)
        {
            _places[name] = _counts.Count;
            _counts.Add((name, 1, 0));
            return;
        }
        at = Least();
        long taken = _counts[at].Count;
        _places.Remove(_counts[at].Name);
        _places[name] = at;
        _counts[at] = (name, taken + 1, taken);
    }

    // Looked for from where the last one was: counts only grow, so one as small as the last found is the smallest.
    private int Least()
    {
        var counts = CollectionsMarshal.AsSpan(_counts);
        int best = _least % counts.Length;
        long floor = counts[best].Count;
        for (int i = 0; i < counts.Length; i++)
        {
            int at = (_least + i) % counts.Length;
            if (counts[at].Count < floor)
            {
                (best, floor) = (at, counts[at].Count);
            }
        }
        _least = best + 1;
        return best;
    }
}
