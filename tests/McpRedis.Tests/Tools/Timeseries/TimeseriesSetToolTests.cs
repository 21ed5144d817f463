using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Timeseries;

public sealed class TimeseriesSetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_timeseries_set";

    [Fact]
    public async Task TimeseriesSet_creates_and_alters()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.CREATE t RETENTION 60000 DUPLICATE_POLICY LAST LABELS area north", "OK").Answer("TS.ALTER t LABELS", "OK")
            .Answer("TS.CREATE t", new InvalidOperationException("TSDB: key already exists")).Answer("TS.ALTER none RETENTION 0", new InvalidOperationException("TSDB: the key does not exist"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        await mcp.CallAsync(Tool, new { key = "t", action = "create", retentionMs = 60000, duplicate = "last", labels = new[] { new { name = "area", value = "north" } } });
        await mcp.CallAsync(Tool, new { key = "t", action = "alter", labels = Array.Empty<object>() });
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = "t", action = "create" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = "none", action = "alter", retentionMs = 0 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = "t", action = "alter", retentionMs = -1 })).Code);
    }

    [Fact]
    public async Task TimeseriesSet_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, action = "create" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (time series)", error.Hint, StringComparison.Ordinal);
    }
}
