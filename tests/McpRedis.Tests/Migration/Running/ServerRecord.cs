using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Running;

/// <summary>All that reached a server between start and stop: what MONITOR shows, and what it leaves out (CONFIG, REPLICAOF, SYNC) as the server counted it.</summary>
internal sealed class ServerRecord : IAsyncDisposable
{
    // The record's own.
    private static readonly string[] Own = ["config|resetstat", "echo"];

    private readonly RedisServerProcess _server;
    private readonly MonitorRecorder _monitor;
    private readonly DatabaseDigest _before;

    private ServerRecord(RedisServerProcess server, MonitorRecorder monitor, DatabaseDigest before) => (_server, _monitor, _before) = (server, monitor, before);

    public static async Task<ServerRecord> StartAsync(RedisServerProcess server)
    {
        var before = await DatabaseDigest.OfAsync(server);
        var monitor = await MonitorRecorder.StartAsync(server);
        await server.CallAsync("CONFIG", "RESETSTAT");
        return new(server, monitor, before);
    }

    /// <summary>Names of the commands that came, such as <c>config|get</c>, in order.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        IEnumerable<string> shown = (await _monitor.StopAsync()).Select(line => line.Split('"')[1].ToLowerInvariant());
        await using var redis = await _server.ConnectAsync();
        string[] counted = [.. (await redis.InfoAsync("commandstats")).Keys.Select(name => name["cmdstat_".Length..])];
        // MONITOR tells containers by their own name.
        string[] missed = [.. shown.Where(name => !counted.Any(known => known == name || known.StartsWith(name + "|", StringComparison.Ordinal))).Distinct()];
        return [.. counted.Concat(missed).Except(Own).Order(StringComparer.Ordinal)];
    }

    /// <summary>What MONITOR showed, with all arguments; once.</summary>
    public Task<IReadOnlyList<string>> LinesAsync() => _monitor.StopAsync();

    /// <summary>Keys and values are what they were.</summary>
    public async Task IsUntouchedAsync() => Assert.Empty(_before.DifferencesTo(await DatabaseDigest.OfAsync(_server)));

    /// <summary>The server itself takes none of these for a write.</summary>
    public async Task AreReadsAsync(IEnumerable<string> names)
    {
        await using var redis = await _server.ConnectAsync();
        foreach (string name in names)
        {
            var told = (await redis.CallAsync("COMMAND", "INFO", name))[0];
            Assert.False(told.IsNull, name);
            Assert.DoesNotContain("write", told[2].Items!.Select(flag => flag.Text));
        }
    }

    public ValueTask DisposeAsync() => _monitor.DisposeAsync();
}
