using System.Diagnostics;

namespace McpRedis.Tests.Support;

/// <summary>
/// Time as far as this machine gave any: how long it let nobody run, as a busy or a virtual one does now and then for seconds, is not counted. For the few
/// promises that are made in seconds; everything else waits for signals.
/// </summary>
internal sealed class GivenTime : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>A thread that is woken later than this was not let run: with work for every core it takes a tenth of it.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ManualResetEventSlim _end = new();
    private readonly Thread _thread;
    private TimeSpan _last, _lost;

    public GivenTime()
    {
        _thread = new Thread(Run) { IsBackground = true, Priority = ThreadPriority.Highest };
        _thread.Start();
    }

    /// <summary>Since it was made.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                var now = _clock.Elapsed;
                return now - _lost - LostBy(now);
            }
        }
    }

    public void Dispose()
    {
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Run()
    {
        while (!_end.Wait(Tick))
        {
            lock (_lock)
            {
                var now = _clock.Elapsed;
                _lost += LostBy(now);
                _last = now;
            }
        }
    }

    private TimeSpan LostBy(TimeSpan now) => now - _last > Late ? now - _last - Late : TimeSpan.Zero;
}
