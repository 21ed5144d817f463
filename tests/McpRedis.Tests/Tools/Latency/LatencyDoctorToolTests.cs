using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Latency;

public sealed class LatencyDoctorToolTests(ClusterFixture clusters)
{
    private const string Tool = "redis_latency_doctor";

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task LatencyDoctor_tells_a_stall_with_its_history_and_the_command(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "latency-monitor-threshold 40", "enable-debug-command yes");
        await server.CallAsync("DEBUG", "SLEEP", "0.05");
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await mcp.CallAsync(Tool, new { name = "command", commands = new[] { "DEBUG" } });
        var node = Assert.Single(reply.List("nodes"));
        Assert.True(node.At("monitored").GetBoolean());
        var stall = node.List("events").Single(e => e.At("event").GetString() == "command");
        Assert.InRange(stall.At("maxMs").GetInt64(), 50, 60_000);
        Assert.InRange(stall.At("averageMs").GetInt64(), 40, 60_000);   // a busy machine may have made another of its own
        Assert.Contains("O(N)", stall.At("meaning").GetString(), StringComparison.Ordinal);
        var series = node.At("series");
        Assert.NotEmpty(series.List("points"));
        Assert.InRange(series.At("minMs").GetInt64(), 40, series.At("maxMs").GetInt64());
        Assert.NotEmpty(node.List("serverAdvice"));
        Assert.Equal("debug", node.List("commands")[0].At("command").GetString());
        Assert.InRange(node.List("commands")[0].At("percentilesUs").At("p99").GetDouble(), 40_000, 60_000_000);
        var histogram = Assert.Single(node.List("histograms"));
        Assert.Equal(histogram.At("calls").GetInt64(), histogram.List("steps").Sum(step => step.At("calls").GetInt64()));
    }

    [Fact]
    public async Task LatencyDoctor_says_that_nothing_is_recorded_and_changes_nothing()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("latency-monitor-threshold 0");
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await mcp.CallAsync(Tool);
        var node = Assert.Single(reply.List("nodes"));
        Assert.False(node.At("monitored").GetBoolean());
        Assert.Empty(node.List("events"));
        Assert.True(node.IsNull("series"));
        Assert.Contains("latency-monitor-threshold is 0", reply.List("advice")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("0", (await server.CallAsync("CONFIG", "GET", "latency-monitor-threshold")).Items![1].Text);
    }

    [Fact]
    public async Task LatencyDoctor_without_INFO_and_CONFIG_tells_the_rest()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -info -config");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        var reply = await mcp.CallAsync(Tool);
        Assert.True(reply.List("nodes")[0].IsNull("monitored"));
        Assert.Empty(reply.List("nodes")[0].List("commands"));
        Assert.Contains("INFO may not be read", reply.List("advice")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LatencyDoctor_of_a_user_without_the_right_says_which()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -latency");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        Assert.Equal("not_permitted", (await mcp.FailAsync(Tool)).Code);
    }

    [Fact]
    public async Task LatencyDoctor_keeps_to_a_small_budget()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis redis = await server.ConnectAsync();
        foreach (string command in new[] { "GET a", "SET a 1", "STRLEN a", "INCR a", "DECR a", "APPEND a 1", "EXISTS a", "TYPE a", "TTL a", "PTTL a", "DEL a", "LPUSH l 1", "LLEN l", "LRANGE l 0 1", "SADD s 1", "SCARD s", "HSET h a 1", "HLEN h", "ZADD z 1 a", "ZCARD z" })
        {
            await redis.CallAsync([.. command.Split(' ')]);
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = 2048 });
        var answer = await mcp.SendAsync(Tool, new { limit = 200 });
        Assert.InRange(answer.Text.Length, 200, 2048);
        Assert.True(answer.Reply.At("truncated").GetBoolean());
    }

    [Fact]
    public async Task LatencyDoctor_of_a_cluster_covers_every_node()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Nodes[0].Options()]);
        var reply = await mcp.CallAsync(Tool, new { limit = 1 });
        Assert.Equal((cluster.Nodes.Count, 0), (reply.List("nodes").Length, reply.At("failed").GetInt32()));
    }
}
