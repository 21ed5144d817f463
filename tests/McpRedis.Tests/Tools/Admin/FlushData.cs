using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>A server of the test's own with keys in the databases 0 and 3, and the proof that they are still there.</summary>
internal static class FlushData
{
    public static async Task<RedisServerProcess> StartAsync()
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("SELECT", 3);
        await redis.CallAsync("MSET", "c", "v", "d", "v");
        return server;
    }

    /// <summary>Three keys in database 0, one of them with an expiry.</summary>
    public static async Task SeedAsync(RedisServerProcess server)
    {
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("MSET", "a", "1", "b", "2");
        await redis.CallAsync("SET", "passing", "v", "EX", 1000);
    }

    /// <summary>All data are as before, and no flush came as far as the server.</summary>
    public static async Task UnchangedAsync(RedisServerProcess server, Func<Task> act)
    {
        var before = (await DatabaseDigest.OfAsync(server), await DatabaseDigest.OfAsync(server, 3));
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        await act();
        Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"FLUSH", StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(before.Item1.Keys);
        Assert.Equal(before, (await DatabaseDigest.OfAsync(server), await DatabaseDigest.OfAsync(server, 3)));
    }
}
