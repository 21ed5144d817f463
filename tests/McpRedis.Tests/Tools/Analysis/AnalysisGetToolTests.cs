using McpRedis.Tests.Analysis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

public sealed class AnalysisGetToolTests
{
    private const string Tool = "redis_analysis_get";

    [Fact]
    public async Task AnalysisGet_shows_each_side_of_it()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 1000);
        await redis.CallAsync("HSET", "deep:1:a:2", "f", new string('x', 100_000));
        await using var mcp = await ToolHarness.StartAsync([server.Options()]);
        string jobId = (await mcp.AnalyseAsync(new { })).At("jobId").GetString()!;
        var biggest = (await mcp.CallAsync(Tool, new { jobId, view = "biggest", limit = 3 })).List("keys").ToList();
        Assert.Equal(3, biggest.Count);
        Assert.Equal(("deep:1:a:2", "hash"), (biggest[0].At("key").At("text").GetString(), biggest[0].At("type").GetString()));
        var longest = (await mcp.CallAsync(Tool, new { jobId, view = "longest", type = "zset", limit = 100 })).List("keys").ToList();
        Assert.All(longest, key => Assert.Equal("zset", key.At("type").GetString()));
        Assert.True(longest[0].At("length").GetInt64() >= longest[1].At("length").GetInt64());
        // A string has no elements, and is listed only where it is asked for.
        var any = (await mcp.CallAsync(Tool, new { jobId, view = "longest", limit = 100 })).List("keys").ToList();
        Assert.NotEmpty(any);
        Assert.DoesNotContain("string", any.Select(key => key.At("type").GetString()));
        Assert.NotEmpty((await mcp.CallAsync(Tool, new { jobId, view = "longest", type = "string" })).List("keys"));

        var below = (await mcp.CallAsync(Tool, new { jobId, view = "prefixes", prefix = "deep:" })).List("prefixes").Single();
        Assert.Equal(("deep:{n}:", true, 1L), (below.At("prefix").At("text").GetString(), below.At("hasMore").GetBoolean(), below.At("keys").At("value").GetInt64()));
        Assert.Equal("deep:{n}:a:", (await mcp.CallAsync(Tool, new { jobId, view = "prefixes", prefix = "deep:{n}:" })).List("prefixes").Single().At("prefix").At("text").GetString());
        Assert.Equal(200, (await mcp.CallAsync(Tool, new { jobId, view = "expiry" })).List("times").Sum(time => time.At("keys").At("value").GetInt64()));
        Assert.Equal(1001, (await mcp.CallAsync(Tool, new { jobId, view = "idle" })).List("times").Sum(time => time.At("keys").At("value").GetInt64()));
        Assert.Equal(1001, (await mcp.CallAsync(Tool, new { jobId, view = "encodings" })).List("encodings").Sum(encoding => encoding.At("keys").At("value").GetInt64()));

        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { jobId, view = "prefixes", prefix = "none:" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { jobId = "none", view = "idle" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { jobId, view = "all" })).Code);
    }
}
