using System.Text.Json;
using McpRedis.Tests.Analysis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

public sealed class AnalysisRunToolTests
{
    private const string Tool = "redis_analysis_run";

    [Fact]
    public async Task AnalysisRun_tells_of_all_keys()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 1000);
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Everything with { Access = "read" });
        var reply = await mcp.AnalyseAsync(new { });
        Assert.Equal(("succeeded", 1000L, 1000L, 100.0, false), (reply.At("state").GetString(), reply.At("seen").GetInt64(), reply.At("keys").GetInt64(), reply.At("seenPercent").GetDouble(), reply.At("canGoOn").GetBoolean()));
        Assert.Equal(800, reply.At("staying").At("value").GetInt64());
        Assert.Equal(JsonValueKind.Null, reply.At("staying").At("low").ValueKind);
        Assert.Equal(["hash", "list", "set", "stream", "string", "zset"], reply.List("types").Select(type => type.At("type").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(["carts:", "logs:", "queue:", "tags:", "users:"], reply.List("prefixes").Select(prefix => prefix.At("prefix").At("text").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(1000, reply.List("prefixes").Sum(prefix => prefix.At("keys").At("value").GetInt64()));
        Assert.Equal(10, reply.List("biggest").Length);
    }

    [Fact]
    public async Task AnalysisRun_goes_on_where_it_ended()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 2000);
        await using var mcp = await ToolHarness.StartAsync([server.Options()]);
        var first = await mcp.AnalyseAsync(new { maxKeys = 500 });
        Assert.True(first.At("canGoOn").GetBoolean());
        Assert.InRange(first.At("staying").At("low").GetInt64(), 300, first.At("staying").At("value").GetInt64());
        Assert.InRange(first.At("staying").At("high").GetInt64(), first.At("staying").At("value").GetInt64(), 2000);
        var second = await mcp.AnalyseAsync(new { jobId = first.At("jobId").GetString() });
        Assert.Equal((2000L, false, 1600L), (second.At("seen").GetInt64(), second.At("canGoOn").GetBoolean(), second.At("staying").At("value").GetInt64()));
        // Its counts went on under the new id.
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { jobId = first.At("jobId").GetString() })).Code);
        var again = await mcp.AnalyseAsync(new { jobId = second.At("jobId").GetString() });
        Assert.Equal(second.At("jobId").GetString(), again.At("jobId").GetString());
    }

    [Fact]
    public async Task AnalysisRun_that_ended_while_nobody_waited_is_told_before_it_goes_on()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 2000);
        var time = new ImpatientTime { IsImpatient = true };
        await using var mcp = await ToolHarness.StartAsync([server.Options()], time: time);
        server.Pause();
        var running = await mcp.CallAsync(Tool, new { maxKeys = 500 });
        server.Resume();
        time.IsImpatient = false;
        string jobId = running.At("jobId").GetString()!;
        Assert.Equal("running", running.At("state").GetString());
        var told = await mcp.AnalyseAsync(new { jobId });
        Assert.Equal(("succeeded", jobId, true), (told.At("state").GetString(), told.At("jobId").GetString(), told.At("canGoOn").GetBoolean()));
        Assert.InRange(told.At("seen").GetInt64(), 500, 1500);
        var whole = await mcp.AnalyseAsync(new { jobId });
        Assert.Equal(2000, whole.At("seen").GetInt64());
        Assert.NotEqual(jobId, whole.At("jobId").GetString());
    }

    [Fact]
    public async Task AnalysisRun_is_a_job_like_others()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Name = "one" }, server.Options() with { Name = "two" }]);
        string id = (await mcp.AnalyseAsync(new { connection = "one" })).At("jobId").GetString()!;
        var job = await mcp.CallAsync("redis_job_get", new { id });
        Assert.Equal(("analysis", "succeeded"), (job.At("kind").GetString(), job.At("state").GetString()));
        Assert.Contains(id, (await mcp.CallAsync("redis_job_list")).List("items").Select(item => item.At("id").GetString()));
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "none", jobId = id })).Code);
    }

    [Fact]
    public async Task AnalysisRun_keeps_to_patterns_and_databases_and_refuses_what_is_closed()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 160);
        await redis.CallAsync("SELECT", 2);
        await redis.CallAsync("SET", "users:alone", "v");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Databases = [0, 2] }]);
        Assert.Equal(81, (await mcp.AnalyseAsync(new { pattern = "users:*" })).At("seen").GetInt64());
        Assert.Equal(1, (await mcp.AnalyseAsync(new { databases = new[] { 2 } })).At("seen").GetInt64());
        Assert.Equal(1, (await mcp.AnalyseAsync(new { database = 2 })).At("seen").GetInt64());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { databases = new[] { 3 } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { maxKeys = 0 })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { jobId = "none" })).Code);
    }

    [Fact]
    public async Task AnalysisRun_of_an_empty_server()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options()]);
        var reply = await mcp.AnalyseAsync(new { });
        Assert.Equal((0L, 0L, 0L), (reply.At("seen").GetInt64(), reply.At("keys").GetInt64(), reply.At("sizeBytes").At("value").GetInt64()));
    }

    // What is to take 20 s, as long as a call waits, is over at once.
    private sealed class ImpatientTime : TimeProvider
    {
        public bool IsImpatient { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, IsImpatient && dueTime == TimeSpan.FromSeconds(20) ? TimeSpan.Zero : dueTime, period);
    }
}
