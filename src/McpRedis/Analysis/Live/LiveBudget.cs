namespace McpRedis.Analysis.Live;

/// <summary>How much may still be done, all readers together.</summary>
internal sealed class LiveBudget(long maxKeys, TimeSpan maxDuration, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private long _keys;

    /// <summary>Keys seen.</summary>
    public long Keys => Volatile.Read(ref _keys);

    public bool IsOutOfTime => time.GetElapsedTime(_started) >= maxDuration;

    public bool IsOutOfKeys => Keys >= maxKeys;

    public bool IsSpent => IsOutOfKeys || IsOutOfTime;

    public void Take(int keys) => Interlocked.Add(ref _keys, keys);
}
