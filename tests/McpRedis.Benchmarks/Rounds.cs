using System.Diagnostics;

namespace McpRedis.Benchmarks;

/// <summary>
/// The measuring, in rounds: in each round every subject has its turn, so that whatever else the machine does in
/// that minute falls on all of them. The first round warms caches and compilers and is not counted.
/// </summary>
internal sealed class Rounds(Subject ours, Subject portable, Subject reference, Subject go, Subject floor)
{
    public const int WarmCalls = 5000, CallsPerRound = 1000, PipelinedCalls = 8000, Window = 128;

    private readonly Dictionary<Subject, Readings> _readings = new[] { ours, portable, reference, go, floor }.ToDictionary(subject => subject, _ => new Readings());

    public Readings this[Subject subject] => _readings[subject];

    public void MeasureStarts(int rounds, Action<string> say)
    {
        for (int round = 0; round <= rounds; round++)
        {
            foreach (var (subject, readings) in _readings.Where(pair => pair.Key.Speaks))
            {
                var target = round == 0 ? new Readings() : readings;
                Start(subject, target);
                if (subject == ours)
                {
                    target.Version.Add(RunVersion(subject));
                }
            }
            say($"start round {round} of {rounds}");
        }
    }

    public void MeasureCalls(int rounds, Action<string> say)
    {
        // Once started the portable build is the same program.
        var servers = _readings.Keys.Where(subject => subject != portable).ToDictionary(subject => subject, subject => new PipedServer(subject));
        try
        {
            foreach (var (subject, server) in servers)
            {
                Warm(subject, server);
                say($"warmed {subject.Name}");
            }
            for (int round = 1; round <= rounds; round++)
            {
                foreach (var (subject, server) in servers)
                {
                    Measure(server, _readings[subject]);
                }
                say($"call round {round} of {rounds}");
            }
            foreach (var (subject, server) in servers)
            {
                _readings[subject].PeakMemory = server.PeakMemory() / 1024.0;
            }
        }
        finally
        {
            foreach (var server in servers.Values)
            {
                server.Dispose();
            }
        }
    }

    private static void Start(Subject subject, Readings readings)
    {
        long begin = Stopwatch.GetTimestamp();
        using var server = new PipedServer(subject);
        server.Initialize();
        readings.Initialize.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        server.ListTools();
        readings.ListTools.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        server.CallOneByOne(new long[1]);
        readings.FirstCall.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }

    private static double RunVersion(Subject subject)
    {
        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(subject.Command, [.. subject.Arguments, "--version"]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static void Warm(Subject subject, PipedServer server)
    {
        if (subject.Speaks)
        {
            server.Initialize();
            server.ListTools();
        }
        server.CallOneByOne(new long[WarmCalls]);
        server.CallPipelined(2 * PipelinedCalls, Window);
    }

    private static void Measure(PipedServer server, Readings readings)
    {
        long[] ticks = new long[CallsPerRound];
        server.CallOneByOne(ticks);
        double[] times = [.. ticks.Select(tick => tick * 1000.0 / Stopwatch.Frequency)];
        readings.Call.Add(Sample.Quantile(times, 0.5));
        readings.SlowCall.Add(Sample.Quantile(times, 0.99));
        readings.Rate.Add(PipelinedCalls / server.CallPipelined(PipelinedCalls, Window).TotalSeconds);
    }
}
