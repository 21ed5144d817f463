namespace McpRedis.Migration.Copying;

/// <summary>
/// How many keys a step of SCAN asks for: as many as the source handles in 5 to 10 ms, so that other clients hardly notice, and
/// no more than a few megabytes of payloads, which the server holds until we take them. What a key costs is the least that the last
/// steps showed: anything above it is somebody else's work, theirs or ours.
/// </summary>
internal sealed class ScanPace
{
    public const int Least = 100;
    public const int Most = 5000;
    private const int First = 500;
    private const int StepBytes = 4 << 20;
    private const double StepMs = 7.5;

    private readonly double[] _msPerKey = new double[8];
    private int _steps;
    private int _wanted = First;

    public int Count => _wanted;

    /// <summary>A step is over.</summary>
    /// <param name="took">Time the source had for it, waiting for the target left out.</param>
    /// <param name="keys">Keys it brought.</param>
    /// <param name="payloadBytes">Their payloads.</param>
    public void Took(TimeSpan took, int keys, long payloadBytes)
    {
        if (keys == 0)
        {
            _wanted = Math.Min(_wanted * 2, Most);   // a keyspace full of holes, or of keys of others
            return;
        }
        _msPerKey[_steps++ % _msPerKey.Length] = Math.Max(took.TotalMilliseconds / keys, 0.0001);
        double least = _msPerKey.AsSpan(0, Math.Min(_steps, _msPerKey.Length)).ToArray().Min();
        double byBytes = StepBytes / Math.Max((double)payloadBytes / keys, 1);
        _wanted = (int)Math.Clamp(Math.Min(StepMs / least, byBytes), Least, Math.Min(_wanted * 2, Most));
    }
}
