using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Timeseries;

public sealed class TimeseriesInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_timeseries_info";

    [Fact]
    public async Task TimeseriesInfo_of_keys_and_of_what_labels_find()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.QUERYINDEX area=north", new object[] { "t" }).Answer("TS.GET t", new object[] { 9000, "2.5" }).Answer("TS.INFO t", new object?[]
        {
            "totalSamples", 7, "memoryUsage", 4239, "firstTimestamp", 1000, "lastTimestamp", 9000, "retentionTime", 60000, "chunkCount", 1, "duplicatePolicy", null, "labels", new object[] { new object[] { "area", "north" } },
        });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        foreach (object call in (object[])[new { keys = new[] { "t" } }, new { filters = new[] { "area=north" } }])
        {
            var item = Assert.Single((await mcp.CallAsync(Tool, call)).List("items"));
            Assert.Equal(("t", 7, 1000, 9000, 2.5, 60000), (item.At("key").Latin(), item.At("samples").GetInt64(), item.At("firstMs").GetInt64(), item.At("lastMs").GetInt64(), item.At("lastValue").GetDouble(), item.At("retentionMs").GetInt64()));
            Assert.Equal("north", item.List("labels")[0].At("value").Latin());
            Assert.True(item.IsNull("duplicate"));
        }
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
    }

    [Fact]
    public async Task TimeseriesInfo_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (time series)", error.Hint, StringComparison.Ordinal);
    }
}
