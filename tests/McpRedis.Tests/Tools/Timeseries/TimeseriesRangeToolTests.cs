using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Timeseries;

public sealed class TimeseriesRangeToolTests(RedisFixture redis)
{
    private const string Tool = "redis_timeseries_range";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TimeseriesRange_pages_of_one_series(bool reverse)
    {
        object[] S(int at) => [at, $"{at}.5"];
        await using var replay = new ReplayServer(redis)
            .Answer("TS.RANGE t 1 9 COUNT 3 AGGREGATION avg 1", new object[] { S(1), S(2), S(3) }).Answer("TS.RANGE t 3 9 COUNT 3 AGGREGATION avg 1", new object[] { S(3) })
            .Answer("TS.REVRANGE t 1 9 COUNT 3 AGGREGATION avg 1", new object[] { S(3), S(2), S(1) }).Answer("TS.REVRANGE t 1 1 COUNT 3 AGGREGATION avg 1", new object[] { S(1) });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = "t", ["startMs"] = 1, ["endMs"] = 9, ["aggregate"] = "avg", ["bucketMs"] = 1, ["limit"] = 2, ["reverse"] = reverse });
        double[] values = [.. pages.SelectMany(p => p.List("items")[0].List("samples")).Select(s => s.At("value").GetDouble())];
        Assert.Equal(reverse ? [3.5, 2.5, 1.5] : [1.5, 2.5, 3.5], values);
    }

    [Fact]
    public async Task TimeseriesRange_by_labels()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.MRANGE - + WITHLABELS COUNT 101 FILTER area=north kind!=x", new object[]
        {
            new object[] { "t:1", new object[] { new object[] { "area", "north" } }, new object[] { new object[] { 1000, "2.5" }, new object[] { 2000, "NaN" } } },
            new object[] { "t:2", Array.Empty<object>(), Array.Empty<object>() },
        });
        replay.Answer("TS.QUERYINDEX area=north kind!=x", new object[] { "t:1", "t:2" }).Answer("TS.QUERYINDEX area=*", Enumerable.Range(0, 41).Select(i => (object)$"t:{i}").ToArray());
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var many = await mcp.FailAsync(Tool, new { filters = new[] { "area=*" }, limit = 500 });
        Assert.Equal("budget_exceeded", many.Code);
        Assert.Contains("41 series", many.Message, StringComparison.Ordinal);
        var reply = await mcp.CallAsync(Tool, new { filters = new[] { "area=north", "kind!=x" } });
        Assert.Equal(["t:1", "t:2"], reply.List("items").Select(i => i.At("key").Latin()));
        Assert.Equal("north", reply.List("items")[0].List("labels")[0].At("value").Latin());
        Assert.Equal(["2.5", "nan"], reply.List("items")[0].List("samples").Select(s => s.At("value").ToString().ToLowerInvariant()));
        Assert.False(reply.At("truncated").GetBoolean());
    }

    [Fact]
    public async Task TimeseriesRange_mistakes_have_names()
    {
        await using var replay = new ReplayServer(redis).Answer("TS.RANGE none - + COUNT 101", new InvalidOperationException("ERR TSDB: the key does not exist"))
            .Answer("TS.QUERYINDEX bad", new InvalidOperationException("TSDB: failed parsing labels"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = "none" })).Code);
        foreach (object wrong in (object[])[new { }, new { key = "a", filters = new[] { "a=b" } }, new { key = "a", aggregate = "avg" }, new { key = "a", bucketMs = 5 }, new { key = "a", aggregate = "avg", bucketMs = 0 },
            new { key = "a", startMs = -1 }, new { filters = new[] { "bad" } }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
    }

    [Fact]
    public async Task TimeseriesRange_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (time series)", error.Hint, StringComparison.Ordinal);
    }
}
