using System.Diagnostics;

namespace McpRedis.Benchmarks.Load;

/// <summary>Many callers at once, over HTTP. Each figure is taken beside what it is compared with.</summary>
internal sealed class LoadRun(string program, PrivateRedis redis)
{
    private const string Get = "redis_string_get", GetArguments = $$"""{"keys":["{{Subject.Key}}"]}""";

    /// <summary>Calls of 64 and of 256 connections, and the health route of the same process before and after.</summary>
    public IEnumerable<LoadBar> Connections(int seconds)
    {
        using var server = HttpSubject.Start(program, redis.Port, "--rate-limit", "0");
        var health = new Uri(server.Endpoint, "/health/live");
        Wrk.Call(server.Endpoint, Get, GetArguments, 64, 5);   // warm
        var before = Wrk.Get(health, 64, seconds / 3);
        var calls = Wrk.Call(server.Endpoint, Get, GetArguments, 64, seconds);
        var after = Wrk.Get(health, 64, seconds / 3);
        double ratio = calls.PerSecond / ((before.PerSecond + after.PerSecond) / 2);
        yield return new("L01 64 connections: at least 0.10 of the health route's rate", $"{ratio:F2}× ({calls.PerSecond:N0} against {before.PerSecond:N0} and {after.PerSecond:N0} a second)", ratio >= 0.1);
        yield return new("L01 64 connections: at least 1 500 calls a second", $"{calls.PerSecond:N0}, p50 {calls.P50Ms:F1} ms", calls.PerSecond >= 1500);
        yield return new("L01 64 connections: p99 at most 250 ms, no failed call", $"{calls.P99Ms:F0} ms, {calls.Errors} failed", calls is { P99Ms: <= 250, Errors: 0 });
        var crowd = Wrk.Call(server.Endpoint, Get, GetArguments, 256, seconds / 2);
        yield return new("L02 256 connections: p99 at most 1.5 s, no failed call", $"{crowd.PerSecond:N0} a second, p99 {crowd.P99Ms:F0} ms, {crowd.Errors} failed", crowd is { P99Ms: <= 1500, Errors: 0 });
    }

    /// <summary>1 000 calls at once that all take seconds, at a limit of 100: what is too much hears so at once, and the process stays awake.</summary>
    public async Task<LoadBar[]> BurstAsync()
    {
        using var server = HttpSubject.Start(program, redis.Port, "--rate-limit", "0");
        var live = new Uri(server.Endpoint, "/health/live");
        Wrk.Call(server.Endpoint, Get, GetArguments, 64, 5);   // warm
        using var crowd = await Crowd.ConnectAsync(server.Endpoint, 1000);
        using var stop = new CancellationTokenSource();
        var watching = WatchAsync(server, live, stop.Token);
        var calls = await crowd.CallAsync("redis_pubsub_read", """{"channels":["never"],"timeoutMs":3000}""");
        await stop.CancelAsync();
        var health = await watching;
        double[] refused = [.. calls.Where(c => c.Status is 429 or 503).Select(c => c.Ms)];
        int carried = calls.Count(c => c.Status == 200);
        double slow = refused.Length == 0 ? 0 : Sample.Quantile(refused, 0.5), asleep = Sample.Quantile(health, 0.99);
        return
        [
            new("L03 burst of 1 000 calls that last: the surplus is refused (median at most 100 ms)", $"{refused.Length} refused, median {slow:F0} ms, {carried} carried out", refused.Length + carried == 1000 && refused.Length > 0 && slow <= 100),
            new("L03 the health route meanwhile: p99 at most 200 ms", $"{asleep:F0} ms of {health.Count} asked", asleep <= 200),
        ];
    }

    /// <summary>A client over stdio that does not wait for answers.</summary>
    public LoadBar Pipelined()
    {
        const int Calls = 1000;
        using var server = new PipedServer(new Subject("mcp-redis", "", Path.GetFullPath(program), [], $"redis://127.0.0.1:{redis.Port}", Get, GetArguments, Subject.Value));
        server.Initialize();
        var (ids, took) = server.CallAtOnce(Calls);
        double perSecond = Calls / took.TotalSeconds;
        int once = ids.Where(id => id >= 0).Distinct().Count();
        return new("L04 stdio: 1 000 calls at once on a fresh process, every id answered once, at least 1 000 a second", $"{once} ids, {perSecond:N0} a second", once == Calls && ids.Count == Calls && perSecond >= 1000);
    }

    /// <summary>Small calls beside replies of 1 MiB.</summary>
    public async Task<LoadBar> LargeBesideSmallAsync(int seconds)
    {
        using var server = HttpSubject.Start(program, redis.Port, "--rate-limit", "0", "--output-budget", "4MiB");
        await server.CallAsync("redis_string_set", $$"""{"items":[{"key":"bench:large","value":"{{new string('x', 900_000)}}"}]}""");
        var (status, body) = await server.CallAsync(Get, """{"keys":["bench:large"],"start":0,"end":899999}""");
        if (status != 200 || body.Length < 900_000)
        {
            throw new InvalidOperationException($"the large reply is not large: {status}, {body.Length} bytes");
        }
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var large = RepeatAsync(() => server.CallAsync(Get, """{"keys":["bench:large"],"start":0,"end":899999}"""), TimeSpan.FromMilliseconds(50), stop.Token);
        var small = RepeatAsync(() => server.CallAsync(Get, GetArguments), TimeSpan.FromMilliseconds(5), stop.Token);
        double p99 = Sample.Quantile(await small, 0.99), largest = Sample.Quantile(await large, 0.5);
        return new("L07 small calls beside a reply of 1 MiB every 50 ms: p99 at most 50 ms", $"{p99:F0} ms (a large one: {largest:F0} ms)", p99 <= 50);
    }

    /// <summary>From the start of the process to the answer of its first call.</summary>
    public async Task<LoadBar> StartAsync(int rounds)
    {
        var times = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            using var server = HttpSubject.Start(program, redis.Port);
            await server.CallAsync(Get, GetArguments);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        double median = Sample.Quantile(times, 0.5);
        return new("L06 start of the process to the answer of the first call: at most 2 s", $"{median:F0} ms", median <= 2000);
    }

    private static async Task<List<double>> WatchAsync(HttpSubject server, Uri live, CancellationToken stop)
    {
        using var client = new HttpClient();
        return await RepeatAsync(() => client.GetAsync(live, CancellationToken.None), TimeSpan.FromMilliseconds(10), stop);
    }

    private static async Task<List<double>> RepeatAsync<T>(Func<Task<T>> call, TimeSpan pause, CancellationToken stop)
    {
        var times = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            using ((await call()) as IDisposable)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
            await Task.Delay(pause, CancellationToken.None);
        }
        return times;
    }
}

/// <summary>A promise about load, and whether it was kept.</summary>
internal sealed record LoadBar(string Promise, string Measured, bool Met);
