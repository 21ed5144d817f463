using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Timeseries;

public sealed class TimeseriesAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_timeseries_add";

    [Fact]
    public async Task TimeseriesAdd_tells_each_sample_apart()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.ADD a 1000 2.5 ON_DUPLICATE BLOCK", 1000)
            .Answer("TS.ADD a 1000 -1 ON_DUPLICATE BLOCK", new InvalidOperationException("TSDB: Error at upsert, update is not supported when DUPLICATE_POLICY is set to BLOCK mode")).Answer("TS.ADD b * 1E-07", 1700000000000);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var reply = await mcp.CallAsync(Tool, new { items = new[] { new { key = "a", value = 2.5, atMs = 1000 }, new { key = "a", value = -1.0, atMs = 1000 } }, duplicate = "block" });
        Assert.Equal(1, reply.At("added").GetInt64());
        Assert.Equal(["1000", ""], reply.List("items").Select(i => i.At("atMs").ToString()));
        Assert.Equal("conflict", reply.List("items")[1].At("error").GetString());
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { items = new[] { new { key = "a", value = -1, atMs = 1000 } }, duplicate = "block" })).Code);
        Assert.Equal(1700000000000, (await mcp.CallAsync(Tool, new { items = new[] { new { key = "b", value = 1e-7 } } })).List("items")[0].At("atMs").GetInt64());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { items = new[] { new { key = "b", value = 1, atMs = -1 } } })).Code);
    }

    [Fact]
    public async Task TimeseriesAdd_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { items = new[] { new { key = mcp.Prefix, value = 1 } } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (time series)", error.Hint, StringComparison.Ordinal);
    }
}
