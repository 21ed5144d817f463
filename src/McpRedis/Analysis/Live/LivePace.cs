using McpRedis.Keyspace;

namespace McpRedis.Analysis.Live;

/// <summary>
/// How hard one server is asked. A server works off what one client sent in pieces of 16 KB, and others wait for a piece: so steps are small, by how long
/// they take; and when a PING takes longer while we work than while we rest, pauses come between them, up to three times as long as the work.
/// </summary>
internal sealed class LivePace(double maxAddedMs, TimeProvider time)
{
    private const int Least = 16;
    private const int Most = 500;
    private const int First = 100;

    // Of the server, for one step of SCAN and what is asked of its keys.
    private const double StepMs = 1;

    // A pause of less is not kept by the clock of the system.
    private const double LeastPauseMs = 1;
    private const double MostPauseMs = 50;
    private const double MostRatio = 3;

    // Of the limit: below it there is room.
    private const double Near = 0.9;
    private const int Window = 31;
    private const int PerChange = 5;
    private static readonly TimeSpan BetweenRests = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly KeyCost _cost = new();
    private readonly MedianWindow _work = new(Window);
    private readonly MedianWindow _rest = new(Window);
    private long _rested;
    private double _owedMs;
    private double _ratio;
    private int _count = First;

    /// <summary>Keys that the next step of SCAN asks for.</summary>
    public int Count => _count;

    /// <summary>What a PING takes longer while we work.</summary>
    public double AddedMs
    {
        get
        {
            lock (_lock)
            {
                return _rest.Count == 0 ? 0 : Math.Max(0, _work.Median - _rest.Median);
            }
        }
    }

    /// <summary>Pause for every unit of work; 0 at full speed.</summary>
    public double Ratio
    {
        get
        {
            lock (_lock)
            {
                return _ratio;
            }
        }
    }

    /// <summary>A rest is due: it takes a few PINGs.</summary>
    public bool IsRestDue => _rested == 0 || time.GetElapsedTime(_rested) >= BetweenRests;

    public void Rested() => _rested = time.GetTimestamp();

    public void FeltAtRest(double ms)
    {
        lock (_lock)
        {
            _rest.Add(ms);
        }
    }

    public void FeltAtWork(double ms)
    {
        lock (_lock)
        {
            _work.Add(ms);
            if (_work.Count % PerChange != 0 || _rest.Count == 0)
            {
                return;
            }
            double added = _work.Median - _rest.Median;
            // What was gained in haste is given back slowly, up to where it is felt again: a moment in which the machine was busy must not slow us down for good.
            double next = added > maxAddedMs ? Math.Max(_ratio * 1.5, 0.1) : added < maxAddedMs / 2 ? _ratio * 0.7 : added < maxAddedMs * Near ? _ratio * 0.9 : _ratio;
            _ratio = next < 0.05 ? 0 : Math.Min(next, MostRatio);
        }
    }

    /// <summary>A step is over.</summary>
    /// <returns>Milliseconds to wait before the next; 0 for none.</returns>
    public double Took(double ms, int keys)
    {
        if (keys == 0)
        {
            _count = Math.Min(_count * 2, Most);   // a table full of holes, or of keys of others
        }
        else
        {
            _count = (int)Math.Clamp(StepMs / _cost.Took(ms, keys), Least, Math.Min(_count * 2, Most));
        }
        _owedMs = Math.Min(_owedMs + (ms * Ratio), MostPauseMs);
        if (_owedMs < LeastPauseMs)
        {
            return 0;
        }
        double pause = _owedMs;
        _owedMs = 0;
        return pause;
    }
}
