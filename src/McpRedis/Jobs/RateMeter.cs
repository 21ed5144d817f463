namespace McpRedis.Jobs;

/// <summary>
/// How fast a job goes of late: over the last ten seconds, so that a pause shows and a slow start is forgotten. For one reporter at a time.
/// </summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    // Looks closer together than this say nothing that the last one did not.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(250);

    private readonly Queue<(long At, long Done)> _looks = new();
    private long _lastAt;

    /// <param name="done">Units done so far.</param>
    /// <returns>Units a second; null until a quarter of a second was seen.</returns>
    public double? Of(long done)
    {
        long now = time.GetTimestamp();
        while (_looks.Count > 1 && time.GetElapsedTime(_looks.Peek().At, now) > Window)
        {
            _looks.Dequeue();
        }
        if (_looks.Count == 0 || time.GetElapsedTime(_lastAt, now) >= Grain)
        {
            _looks.Enqueue((now, done));
            _lastAt = now;
        }
        var (at, was) = _looks.Peek();
        var seen = time.GetElapsedTime(at, now);
        return seen < Grain ? null : Math.Max(0, done - was) / seen.TotalSeconds;
    }
}
