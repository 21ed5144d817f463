namespace McpRedis.Tests.Support;

public sealed class RecordingTests
{
    [Fact]
    public async Task Monitor_records_everything_from_start_to_stop()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "before", "1");
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        await server.CallAsync("SET", "during", "1");
        string line = Assert.Single(await recorder.StopAsync());
        Assert.Contains("\"SET\" \"during\" \"1\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digest_tells_changed_keys_and_ignores_expiry()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "same", "1");
        await server.CallAsync("HSET", "changed", "f", "1");
        await server.CallAsync("RPUSH", "gone", "1");
        DatabaseDigest before = await DatabaseDigest.OfAsync(server);
        await server.CallAsync("EXPIRE", "same", 1000);
        Assert.Equal(before, await DatabaseDigest.OfAsync(server));

        await server.CallAsync("HSET", "changed", "f", "2");
        await server.CallAsync("DEL", "gone");
        await server.CallAsync("SET", "new", "1");
        Assert.Equal(["changed", "gone", "new"], before.DifferencesTo(await DatabaseDigest.OfAsync(server)));
        Assert.Empty((await DatabaseDigest.OfAsync(server, database: 1)).Keys);
    }
}
