using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpRedis.Benchmarks.Load;

namespace McpRedis.Benchmarks.Analysis;

/// <summary>What is promised of analyses, measured one after the other on one server with a million keys and, last, five million.</summary>
internal sealed class AnalysisRun(string program, PrivateRedis redis, int keys, int rounds, Action<string> say)
{
    private const int Ranked = 20;

    /// <summary>Results against the server's word on every single key.</summary>
    public IEnumerable<LoadBar> Results()
    {
        var (bytes, elements) = PlantedKeys.SizesOf(redis.Port, keys);
        using var session = new AnalysisSession(program, redis.Port);
        var summary = session.Run();
        string jobId = summary.GetProperty("jobId").GetString()!;
        var biggest = session.Top(jobId, "biggest", Ranked);
        var longest = session.Top(jobId, "longest", Ranked);
        int sameBytes = biggest.Intersect(Top(bytes)).Count(), sameElements = longest.Intersect(Top(elements)).Count();
        yield return new($"top {Ranked} by bytes as an exhaustive check", $"{sameBytes} of {Ranked}", sameBytes == Ranked);
        yield return new($"top {Ranked} by elements as an exhaustive check", $"{sameElements} of {Ranked}", sameElements == Ranked);
        double offKeys = 0, offBytes = 0;
        foreach (var own in Enumerable.Range(0, keys).GroupBy(PlantedKeys.PrefixOf))
        {
            var found = summary.GetProperty("prefixes").EnumerateArray().Single(prefix => prefix.GetProperty("prefix").GetProperty("text").GetString() == own.Key);
            offKeys = Math.Max(offKeys, Off(found.GetProperty("keys"), own.Count()));
            offBytes = Math.Max(offBytes, Off(found.GetProperty("sizeBytes"), own.Sum(i => bytes[i])));
        }
        yield return new("keys of each prefix within 1 %", Text($"{offKeys:P2} off at most"), offKeys <= 0.01);
        yield return new("bytes of each prefix within 10 %", Text($"{offBytes:P2} off at most"), offBytes <= 0.1);
    }

    /// <summary>A full pass beside <c>redis-cli</c>, with the settings as they are.</summary>
    public IEnumerable<LoadBar> Speed()
    {
        Sample bigkeys = new(), memkeys = new(), both = new(), ours = new(), peak = new();
        for (int round = 1; round <= rounds; round++)
        {
            bigkeys.Add(RedisCli("--bigkeys"));
            memkeys.Add(RedisCli("--memkeys"));
            both.Add(bigkeys.Last + memkeys.Last);
            using var session = new AnalysisSession(program, redis.Port);
            var summary = session.Run();
            ours.Add(session.Took.TotalSeconds);
            peak.Add(session.PeakMegabytes);
            say(Text($"round {round}: --bigkeys {bigkeys.Last:F1} s, --memkeys {memkeys.Last:F1} s, ours {ours.Last:F1} s, {peak.Last:F0} MB, a PING took {summary.GetProperty("addedMs").GetDouble():F2} ms longer"));
        }
        double times = both.RatioTo(ours);
        yield return new(
            $"{keys:N0} keys: at least 1.5 times as fast as `--bigkeys` and `--memkeys` one after the other",
            Text($"{times:F2}× ({ours.Median:F1} s against {bigkeys.Median:F1} and {memkeys.Median:F1} s)"),
            times >= 1.5);
        yield return new($"{keys:N0} keys: at most 100 MB of memory", Text($"{peak.Max:F0} MB"), peak.Max <= 100);
    }

    /// <summary>Clients that read meanwhile.</summary>
    public IEnumerable<LoadBar> Others()
    {
        Sample rise = new(), rest = new(), work = new();
        using var load = new GetLoad(redis.Port, keys);
        for (int round = 1; round <= rounds; round++)
        {
            var before = AtRest(load);
            using var session = new AnalysisSession(program, redis.Port);
            load.Take();
            var summary = session.Run();
            var during = load.Take();
            var after = AtRest(load);
            rest.Add((before.P99 + after.P99) / 2);
            work.Add(during.P99);
            rise.Add(work.Last - rest.Last);
            say(Text($"round {round}: GET p99 {before.P99:F2} ms before, {during.P99:F2} ms during {session.Took.TotalSeconds:F1} s, {after.P99:F2} ms after; p50 {before.P50:F2}, {during.P50:F2}, {after.P50:F2} ms; the analysis felt {summary.GetProperty("addedMs").GetDouble():F2} ms"));
        }
        yield return new("p99 of other clients' GET rises by at most 1 ms", Text($"{rise.Median:F2} ms ({rest.Median:F2} to {work.Median:F2} ms)"), rise.Median <= 1);
    }

    /// <summary>Memory where there are more.</summary>
    public IEnumerable<LoadBar> Memory(int most)
    {
        PlantedKeys.Plant(redis.Port, keys, most);
        using var session = new AnalysisSession(program, redis.Port);
        session.Run();
        yield return new($"{most:N0} keys: at most 150 MB of memory", Text($"{session.PeakMegabytes:F0} MB ({session.Took.TotalSeconds:F1} s)"), session.PeakMegabytes <= 150);
    }

    private static (double P50, double P99, int Count) AtRest(GetLoad load)
    {
        load.Take();
        Thread.Sleep(TimeSpan.FromSeconds(5));
        return load.Take();
    }

    private double RedisCli(string option)
    {
        long started = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("redis-cli", ["-p", redis.Port.ToString(CultureInfo.InvariantCulture), option]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException($"redis-cli {option} ended with {process.ExitCode}");
    }

    private static IEnumerable<string> Top(long[] numbers) => Enumerable.Range(0, numbers.Length).OrderByDescending(i => numbers[i]).Take(Ranked).Select(PlantedKeys.NameOf);

    private static double Off(JsonElement amount, long truth) => Math.Abs(amount.GetProperty("value").GetInt64() - (double)truth) / truth;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
