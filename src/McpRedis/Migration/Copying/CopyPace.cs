using McpRedis.Jobs;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Holds a copy to its limits, all its readers together, and stands still while the copy is paused. Every key moves the moment at which the next is due; as much as fits
/// into a fiftieth of a second may go ahead of it, so that nobody waits for every single key.
/// </summary>
internal sealed class CopyPace(CopyLimits limits, PauseSwitch pause, TimeProvider time)
{
    /// <summary>As often at most the window is halved.</summary>
    public const int MostHalvings = 12;

    private const int LeastWindow = 256;

    private readonly Lock _lock = new();
    private readonly double _ticksPerKey = limits.KeysPerSecond is { } keys ? (double)time.TimestampFrequency / keys : 0;
    private readonly double _ticksPerByte = limits.BytesPerSecond is { } bytes ? (double)time.TimestampFrequency / bytes : 0;
    private readonly long _ahead = time.TimestampFrequency / 50;
    private double _keysDue;
    private double _bytesDue;
    private volatile int _halvings;

    public CopyLimits Limits => limits;

    public bool IsPaused => pause.IsPaused;

    /// <summary>Nothing more may be written now.</summary>
    public bool IsHeld => pause.IsPaused || (IsLimited && TicksAhead() > _ahead);

    private bool IsLimited => _ticksPerKey > 0 || _ticksPerByte > 0;

    /// <summary>A key was written.</summary>
    public void Took(int bytes)
    {
        if (!IsLimited)
        {
            return;
        }
        lock (_lock)
        {
            double now = time.GetTimestamp();
            _keysDue = Math.Max(_keysDue, now) + _ticksPerKey;
            _bytesDue = Math.Max(_bytesDue, now) + (bytes * _ticksPerByte);
        }
    }

    /// <summary>A key was larger than was known when it was begun.</summary>
    public void TookBytes(long bytes)
    {
        if (_ticksPerByte > 0)
        {
            lock (_lock)
            {
                _bytesDue = Math.Max(_bytesDue, time.GetTimestamp()) + (bytes * _ticksPerByte);
            }
        }
    }

    /// <summary>Returns when something may be written again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await pause.WaitAsync(cancellationToken);
        if (IsLimited && TicksAhead() is > 0 and var ticks)
        {
            await Task.Delay(TimeSpan.FromSeconds(ticks / time.TimestampFrequency), time, cancellationToken);
        }
    }

    /// <summary>What a window of so many bytes is to be now.</summary>
    public int Window(int bytes) => Math.Max(bytes >> _halvings, LeastWindow);

    /// <summary>The target was felt: above the limit the window is halved, well below it the window grows again.</summary>
    /// <param name="latencyMs">Time of the slowest of its servers for a PING.</param>
    public void Felt(double latencyMs)
    {
        if (limits.MaxTargetLatencyMs is { } most)
        {
            int step = latencyMs > most ? 1 : latencyMs < most / 2.0 ? -1 : 0;
            _halvings = Math.Clamp(_halvings + step, 0, MostHalvings);
        }
    }

    private double TicksAhead()
    {
        lock (_lock)
        {
            return Math.Max(_keysDue, _bytesDue) - time.GetTimestamp();
        }
    }
}
