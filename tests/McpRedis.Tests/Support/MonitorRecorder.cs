namespace McpRedis.Tests.Support;

/// <summary>
/// A canary: every command a server executes, as MONITOR tells it, from start until stop. It shows what really reached the server,
/// and more often that something did not. Servers leave administrative commands out (CONFIG, REPLICAOF, BGSAVE, ACL, DEBUG): that those
/// did not come is told by INFO commandstats.
/// </summary>
internal sealed class MonitorRecorder : IAsyncDisposable
{
    private readonly RawRedis _monitor;
    private readonly RawRedis _marker;

    private MonitorRecorder(RawRedis monitor, RawRedis marker) => (_monitor, _marker) = (monitor, marker);

    public static async Task<MonitorRecorder> StartAsync(Func<Task<RawRedis>> connect)
    {
        RawRedis marker = await connect();
        RawRedis monitor = await connect();
        await monitor.CallAsync("MONITOR");
        return new MonitorRecorder(monitor, marker);
    }

    public static Task<MonitorRecorder> StartAsync(RedisServerProcess server) => StartAsync(() => server.ConnectAsync());

    /// <summary>
    /// All lines so far, oldest first: <c>1700000000.123456 [0 127.0.0.1:50000] "SET" "k" "v"</c>. A command that was answered before
    /// this call is in, because our own marker is executed, and so recorded, after it.
    /// </summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        string end = $"end-of-record-{Guid.NewGuid():n}";
        await _marker.CallAsync("ECHO", end);
        var lines = new List<string>();
        while ((await _monitor.ReadAsync()).Text is var line && !line.Contains(end, StringComparison.Ordinal))
        {
            lines.Add(line);
        }
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _monitor.DisposeAsync();
        await _marker.DisposeAsync();
    }
}
