using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Timeseries;

public sealed class TimeseriesDeleteToolTests(RedisFixture redis)
{
    private const string Tool = "redis_timeseries_delete";

    [Fact]
    public async Task TimeseriesDelete_says_how_many_samples_and_waits_for_the_confirmation()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.RANGE t 1 9 AGGREGATION count 4611686018427387903", new object[] { new object[] { 0, "3" } }).Answer("TS.DEL t 1 9", 3)
            .Answer("TS.RANGE t 5 5 AGGREGATION count 4611686018427387903", Array.Empty<object>());
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var error = await mcp.FailAsync(Tool, new { key = "t", startMs = 1, endMs = 9 });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("deletes 3 samples", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { key = "t", startMs = 5, endMs = 5 })).At("changed").GetInt64());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = "t", startMs = 9, endMs = 1 })).Code);
        Assert.DoesNotContain("TS.DEL t 1 9", replay.Seen);
        await using var free = await ToolHarness.StartAsync([replay.Options], ToolHarness.Unconfirmed);
        Assert.Equal(3, (await free.CallAsync(Tool, new { key = "t", startMs = 1, endMs = 9 })).At("changed").GetInt64());
    }

    [Fact]
    public async Task TimeseriesDelete_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, startMs = 1, endMs = 2 });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (time series)", error.Hint, StringComparison.Ordinal);
    }
}
