using McpRedis.Keyspace;

namespace McpRedis.Migration.Copying;

/// <summary>
/// How many keys a step of SCAN asks for: as few as keep the source busy. Each key is looked up in three steps (its size is asked for in one, its payload in another), and with a hundred
/// keys in each the server finds it in its processor's cache: a quarter less of its time than with fifteen hundred. A source that is far away is asked for more at once, or it would wait for
/// us: as many as it handles in four times the way, up to 7.5 ms, so that other clients hardly notice, and
/// no more than a few megabytes of payloads, which the server holds until we take them.
/// </summary>
/// <param name="roundTrip">From a question to its answer.</param>
internal sealed class ScanPace(TimeSpan roundTrip)
{
    public const int Least = 100;
    public const int Most = 5000;
    private const int First = 200;
    private const int StepBytes = 4 << 20;
    private const double LeastStepMs = 0.5, MostStepMs = 7.5, RoundTrips = 4;

    // So much of a round trip is the server's time and ours, even on one machine that has other work; what is above it is the way.
    private const double NearMs = 0.4;

    private readonly double _stepMs = Math.Clamp(WayMs(roundTrip) * RoundTrips, LeastStepMs, MostStepMs);
    private readonly double _wayMs = WayMs(roundTrip);
    private readonly KeyCost _cost = new();
    private int _wanted = First;

    public int Count => _wanted;

    /// <summary>A step is over.</summary>
    /// <param name="took">From one to the next, waiting for the target left out.</param>
    /// <param name="keys">Keys it brought.</param>
    /// <param name="payloadBytes">Their payloads.</param>
    public void Took(TimeSpan took, int keys, long payloadBytes)
    {
        if (keys == 0)
        {
            _wanted = Math.Min(_wanted * 2, Most);   // a keyspace full of holes, or of keys of others
            return;
        }
        double msPerKey = _cost.Took(took.TotalMilliseconds - _wayMs, keys);
        double byBytes = StepBytes / Math.Max((double)payloadBytes / keys, 1);
        _wanted = (int)Math.Clamp(Math.Min(_stepMs / msPerKey, byBytes), Least, Math.Min(_wanted * 2, Most));
    }

    private static double WayMs(TimeSpan roundTrip) => Math.Max(roundTrip.TotalMilliseconds - NearMs, 0);
}
