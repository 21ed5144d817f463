using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace McpRedis.Benchmarks.Load;

/// <summary>
/// Minutes of steady mixed calls while Redis is killed once a minute: does the process grow, does it leak descriptors, and does every
/// call get an answer.
/// </summary>
internal sealed class Soak(string program, int minutes, int perSecond)
{
    // Of the whole time: what the runtime takes while it warms up is no leak. That goes for descriptors, too: the single file is opened
    // once for every assembly in it that is used, and some are used first when something fails.
    private const double WarmUp = 1.0 / 3;

    public async Task<LoadBar[]> RunAsync(Action<string> say)
    {
        using var redis = new MortalRedis();
        using var server = HttpSubject.Start(program, redis.Port, "--rate-limit", "0");
        var counts = new Counts();
        // As many connections as there will be: calls that wait for Redis take one each.
        await Task.WhenAll(Enumerable.Range(0, HttpSubject.MostConnections * 4).Select(i => CallAsync(server, counts, i)));
        int? descriptors = null;
        var memory = new List<(double Minute, double MiB)>();
        var clock = Stopwatch.StartNew();
        long beats = 0;
        var open = new List<Task>();
        int killed = 0;
        while (clock.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            // Ten beats a second, each a share of the calls, none waiting for the last.
            open.Add(BatchAsync(server, counts, beats++));
            open.RemoveAll(task => task.IsCompleted);
            if (clock.Elapsed > TimeSpan.FromMinutes(killed + 0.5))
            {
                killed++;
                redis.Restart(TimeSpan.FromSeconds(2));
                say($"minute {clock.Elapsed.TotalMinutes:F1}: Redis killed; {server.ResidentMiB:F0} MiB, {server.Descriptors} descriptors, {counts}");
            }
            if (clock.Elapsed > WarmUp * TimeSpan.FromMinutes(minutes))
            {
                descriptors ??= server.Descriptors;
            }
            if (beats % 10 == 0)
            {
                memory.Add((clock.Elapsed.TotalMinutes, server.ResidentMiB));
            }
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, (beats * 100) - clock.ElapsedMilliseconds)));
        }
        await Task.WhenAll(open);
        await Task.Delay(TimeSpan.FromSeconds(3));
        double slope = Slope([.. memory.Where(one => one.Minute > minutes * WarmUp)]), end = server.ResidentMiB;
        int left = server.Descriptors;
        return
        [
            new($"L05 soak of {minutes} minutes, {perSecond} calls a second, a kill -9 of Redis a minute: memory grows at most 1 MiB a minute", $"{slope:F2} MiB a minute, {end:F0} MiB at the end", slope <= 1 && end <= 250),
            new("L05 descriptors stay as after the first third (±5)", $"{descriptors} then, {left} at the end", Math.Abs(left - descriptors.GetValueOrDefault()) <= 5),
            new("L05 every call is answered", $"{counts}", counts is { Lost: 0, Wrong: 0 } && counts.Good > 0 && !server.HasExited),
        ];
    }

    private async Task BatchAsync(HttpSubject server, Counts counts, long beat) => await Task.WhenAll(Enumerable.Range(0, perSecond / 10).Select(i => CallAsync(server, counts, (beat * perSecond / 10) + i)));

    private static async Task CallAsync(HttpSubject server, Counts counts, long number)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"soak:{number / 4 % 500}");
        (string tool, string arguments) = (number % 4) switch
        {
            0 => ("redis_string_set", $$"""{"items":[{"key":"{{key}}","value":"{{key}}"}]}"""),
            1 => ("redis_key_info", $$"""{"keys":["{{key}}"]}"""),
            2 => ("redis_key_scan", """{"pattern":"soak:*","limit":20}"""),
            _ => ("redis_string_get", $$"""{"keys":["{{key}}"]}"""),
        };
        try
        {
            var (status, body) = await server.CallAsync(tool, arguments);
            counts.Count(status, body);
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref counts.Lost);
        }
    }

    // Least squares.
    private static double Slope((double X, double Y)[] points)
    {
        double x = points.Average(p => p.X), y = points.Average(p => p.Y);
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    private sealed class Counts
    {
        public long Good, Told, Wrong, Lost;

        // Told: a call that failed and says so, as it should while Redis is away.
        public void Count(int status, string body)
        {
            string json = body.StartsWith('{') ? body : body.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..];
            using var document = JsonDocument.Parse(json);
            bool hasResult = document.RootElement.TryGetProperty("result", out var result);
            bool isError = hasResult && result.TryGetProperty("isError", out var flag) && flag.GetBoolean();
            Interlocked.Increment(ref status != 200 || !hasResult ? ref Wrong : ref isError ? ref Told : ref Good);
        }

        public override string ToString() => $"{Good:N0} carried out, {Told:N0} told of a failure, {Wrong} wrong, {Lost} lost";
    }
}
