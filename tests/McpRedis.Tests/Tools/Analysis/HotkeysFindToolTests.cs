using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

public sealed class HotkeysFindToolTests(ClusterFixture clusters)
{
    private const string Tool = "redis_hotkeys_find";

    [Fact]
    public async Task HotkeysFind_ranks_by_use_and_not_by_size_and_shows_no_value()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "big", new string('x', 1_000_000));
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(server, stop.Token);
        ToolAnswer? answer = null;
        // On a busy machine the server may well answer late, and then the sample ends early as it should.
        await TestTimeout.UntilAsync("a sample that is not cut short", async () => !(answer = await mcp.SendAsync(Tool, new { maxSeconds = 1 })).Text.Contains("Stopped early", StringComparison.Ordinal));
        await stop.CancelAsync();
        await load;
        Assert.Equal("monitor", answer!.Reply.At("source").GetString());
        var keys = answer.Reply.List("keys").ToList();
        Assert.Equal("hot", keys[0].At("key").At("text").GetString());
        Assert.InRange(keys[0].At("lowPercent").GetDouble(), 50, 100);
        Assert.DoesNotContain(keys, key => key.At("key").At("text").GetString() == "big");
        Assert.DoesNotContain("S3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotkeysFind_asks_first_and_is_not_for_a_key_prefix()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using (var mcp = await ToolHarness.StartAsync([server.Options()]))
        {
            Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { })).Code);
        }
        await using var scoped = await ToolHarness.StartAsync([server.Options() with { KeyPrefix = "app:" }], ToolHarness.Unconfirmed);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { })).Code);
    }

    [Fact]
    public async Task HotkeysFind_under_an_LFU_policy_reads_counters_within_the_key_prefix_and_asks_nobody()
    {
        await using var server = await RedisServerProcess.StartAsync("maxmemory 100mb", "maxmemory-policy allkeys-lfu");
        await using var redis = await server.ConnectAsync();
        await redis.CallAsync("SET", "app:big", new string('x', 1_000_000));
        // By use they would rise as chance has it.
        await redis.CallAsync("SET", "app:warm", "v");
        byte[] payload = (await redis.CallAsync("DUMP", "app:warm")).Bytes!;
        foreach (string key in (string[])["app:hot", "other:hot", "app:warm"])
        {
            await redis.CallAsync("RESTORE", key, 0, payload, "REPLACE", "FREQ", key == "app:warm" ? 20 : 100);
        }
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { KeyPrefix = "app:" }]);
        var reply = await mcp.CallAsync(Tool, new { maxSeconds = 30 });
        Assert.Equal("frequency", reply.At("source").GetString());
        Assert.Equal(["app:hot", "app:warm"], reply.List("keys").Select(key => key.At("key").At("text").GetString()));
        Assert.InRange(reply.List("keys")[0].At("frequency").GetInt64(), 90, 100);   // one less for every minute
    }

    [Fact]
    public async Task HotkeysFind_has_the_server_track_where_it_can()
    {
        await using var server = await ServerEngine.StartAsync("redis-8.6");
        await server.CallAsync("SET", "big", new string('x', 1_000_000));
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed);
        using var stop = new CancellationTokenSource();
        // Most of the time goes into this key: when a busy machine pauses, and what runs then seems to cost the most, it is this one.
        await server.CallAsync("SETRANGE", "hot", 4_000_000, "S3cret-value");
        var load = LoadAsync(server, stop.Token, "BITCOUNT", "hot");
        var reply = await mcp.CallAsync(Tool, new { maxSeconds = 1, limit = 5 });
        await stop.CancelAsync();
        await load;
        Assert.Equal("hotkeys", reply.At("source").GetString());
        Assert.Equal("hot", reply.List("keys")[0].At("key").At("text").GetString());
        Assert.True(reply.List("keys")[0].At("lowPercent").GetDouble() > 0);
        Assert.True(reply.List("keys")[0].At("netBytes").GetInt64() > 0);
        // Nothing of it is left behind.
        Assert.True((await server.CallAsync("HOTKEYS", "GET")).IsNull);
    }

    [Fact]
    public async Task HotkeysFind_leaves_the_tracking_of_others_alone()
    {
        await using var server = await ServerEngine.StartAsync("redis-8.6");
        await server.CallAsync("HOTKEYS", "START", "METRICS", 1, "CPU", "DURATION", 60);
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed);
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { maxSeconds = 1 })).Code);
        Assert.Contains("tracking-active", (await server.CallAsync("HOTKEYS", "GET"))[0].Items!.Select(item => item.Text));
    }

    [Fact]
    public async Task HotkeysFind_of_a_cluster_covers_every_master()
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Nodes[0].Options()], ToolHarness.Unconfirmed);
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { maxSeconds = 1 })).At("nodes").GetInt32());
    }

    [Fact]
    public async Task HotkeysFind_shows_no_key_of_a_closed_database()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Database = 1, Databases = [1] }], ToolHarness.Unconfirmed);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(server, stop.Token);
        var reply = await mcp.CallAsync(Tool, new { maxSeconds = 1 });
        await stop.CancelAsync();
        await load;
        Assert.Empty(reply.List("keys"));
    }

    private static async Task LoadAsync(RedisServerProcess server, CancellationToken stop, params string[] hot)
    {
        await using var redis = await server.ConnectAsync();
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await redis.CallAsync(i % 4 == 0 ? ["SET", $"cold:{i}", "S3cret-value"] : hot.Length > 0 ? hot : ["SET", "hot", "S3cret-value"]);
        }
    }
}
