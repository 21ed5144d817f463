namespace McpRedis.Analysis.Live;

/// <summary>
/// How hard one server is asked. A server works off what one client sent in pieces of 16 KB, and others wait for a piece: so steps are small, by how long
/// they take, and when a PING of ours takes longer than it did before we began, pauses come between them, as long as it takes.
/// </summary>
internal sealed class LivePace(double maxAddedMs)
{
    private const int Least = 16;
    private const int Most = 500;
    private const int First = 100;

    // Of the server, for one step of SCAN and what is asked of its keys.
    private const double StepMs = 1;

    // A pause of less is not kept by the clock of the system.
    private const double LeastPauseMs = 1;
    private const double MostPauseMs = 100;

    private readonly double[] _msPerKey = new double[8];
    private readonly List<double> _before = [];
    private int _steps;
    private double _feltMs;
    private double _owedMs;
    private double _ratio;
    private int _count = First;

    /// <summary>Keys that the next step of SCAN asks for.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What a PING took before; null until it is known.</summary>
    public double? BaselineMs { get; private set; }

    /// <summary>What it takes now beyond that, smoothed.</summary>
    public double AddedMs => BaselineMs is { } was ? Math.Max(0, _feltMs - was) : 0;

    /// <summary>Pause for every unit of work; 0 at full speed.</summary>
    public double Ratio => Volatile.Read(ref _ratio);

    /// <summary>A PING ahead of any work.</summary>
    public void FeltBefore(double ms)
    {
        _before.Add(ms);
        double[] sorted = [.. _before.Order()];
        BaselineMs = _feltMs = sorted[sorted.Length / 2];
    }

    /// <summary>A PING during the work.</summary>
    public void Felt(double ms)
    {
        // One that was late for another reason must not count for more than ten that were not.
        _feltMs += (Math.Min(ms, _feltMs + (maxAddedMs * 10)) - _feltMs) * 0.15;
        double next = AddedMs > maxAddedMs ? Math.Max(_ratio * 1.5, 0.1) : AddedMs < maxAddedMs / 2 ? _ratio * 0.8 : _ratio;
        Volatile.Write(ref _ratio, next < 0.05 ? 0 : Math.Min(next, 20));
    }

    /// <summary>A step is over.</summary>
    /// <returns>Milliseconds to wait before the next; 0 for none.</returns>
    public double Took(double ms, int keys)
    {
        if (keys == 0)
        {
            Volatile.Write(ref _count, Math.Min(_count * 2, Most));   // a table full of holes, or of keys of others
        }
        else
        {
            _msPerKey[_steps++ % _msPerKey.Length] = Math.Max(ms / keys, 0.0001);
            double least = _msPerKey.AsSpan(0, Math.Min(_steps, _msPerKey.Length)).ToArray().Min();
            Volatile.Write(ref _count, (int)Math.Clamp(StepMs / least, Least, Math.Min(_count * 2, Most)));
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
