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
        Assert.Equal(10, reply.List("biggest").Count());
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
}
