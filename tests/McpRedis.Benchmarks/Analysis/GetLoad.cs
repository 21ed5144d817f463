using System.Diagnostics;

namespace McpRedis.Benchmarks.Analysis;

/// <summary>Clients that GET one key after the other, each on a connection and a thread of its own, with a short rest in between: how long each waits, from an idle server to one that is being analysed.</summary>
internal sealed class GetLoad : IDisposable
{
    private const int Clients = 4;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly Thread[] _threads;
    private readonly Lock _lock = new();
    private List<double> _took = [];
    private volatile bool _ends;

    public GetLoad(int port, int keys)
    {
        _threads = [.. Enumerable.Range(0, Clients).Select(client => new Thread(() => Run(port, keys, client)))];
        foreach (var thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Milliseconds of all since the last time, and how many they are.</summary>
    public (double P50, double P99, int Count) Take()
    {
        List<double> took;
        lock (_lock)
        {
            (took, _took) = (_took, []);
        }
        return took.Count == 0 ? (0, 0, 0) : (Sample.Quantile(took, 0.5), Sample.Quantile(took, 0.99), took.Count);
    }

    public void Dispose()
    {
        _ends = true;
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Run(int port, int keys, int seed)
    {
        using var redis = new RespSocket(port);
        var random = new Random(seed);
        while (!_ends)
        {
            redis.Add("GET", PlantedKeys.NameOf((random.Next(keys / 100) * 100) + random.Next(40)));
            long asked = Stopwatch.GetTimestamp();
            redis.Flush();
            double ms = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
            lock (_lock)
            {
                _took.Add(ms);
            }
            Thread.Sleep(Rest);
        }
    }
}
