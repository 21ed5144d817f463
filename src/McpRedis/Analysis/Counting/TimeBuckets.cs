namespace McpRedis.Analysis.Counting;

/// <summary>Keys by a length of time: how long they still stay, or how long nobody used them.</summary>
internal sealed class TimeBuckets(params long[] edgesSeconds)
{
    private readonly Tally[] _tallies = new Tally[edgesSeconds.Length + 1];

    /// <summary>Minute, hour, day, week, month, and beyond.</summary>
    public static TimeBuckets ForExpiry() => new(60, 3600, 86_400, 7 * 86_400, 30 * 86_400);

    /// <summary>Minute, hour, day, week, month, quarter, and beyond.</summary>
    public static TimeBuckets ForIdleness() => new(60, 3600, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400);

    /// <summary>Keys in all buckets.</summary>
    public long Keys { get; private set; }

    public int Count => _tallies.Length;

    public ref readonly Tally this[int bucket] => ref _tallies[bucket];

    /// <summary>Seconds below which a bucket ends; null for the last.</summary>
    public long? BelowSeconds(int bucket) => bucket < edgesSeconds.Length ? edgesSeconds[bucket] : null;

    public void Add(double seconds, in KeyFact key)
    {
        int bucket = 0;
        while (bucket < edgesSeconds.Length && seconds >= edgesSeconds[bucket])
        {
            bucket++;
        }
        Keys++;
        _tallies[bucket].Add(key);
    }
}
