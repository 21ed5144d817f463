using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Search;

public sealed class SearchAggregateToolTests(RedisFixture redis)
{
    private const string Tool = "redis_search_aggregate";

    [Fact]
    public async Task SearchAggregate_groups_reduces_and_pages()
    {
        const string Line = "FT.AGGREGATE i * GROUPBY 1 @year REDUCE COUNT 0 AS n REDUCE COUNT_DISTINCT 1 @author AS authors SORTBY 2 @n DESC LIMIT";
        await using var replay = new ReplayServer(redis)
            .Answer(Line + " 0 2", new object[] { 2, new object[] { "year", "1990", "n", "3", "authors", "2" }, new object[] { "year", "2000", "n", "1", "authors", "1" } })
            .Answer(Line + " 1 2", new object[] { 2, new object[] { "year", "2000", "n", "1", "authors", "1" } });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var pages = await mcp.PagesAsync(Tool, new()
        {
            ["index"] = "i",
            ["query"] = "*",
            ["groupBy"] = new[] { "year" },
            ["sortBy"] = "n",
            ["reverse"] = true,
            ["limit"] = 1,
            ["reduce"] = new object[] { new { function = "count", name = "n" }, new { function = "countDistinct", field = "@author", name = "authors" } },
        });
        Assert.Equal(["1990", "2000"], pages.SelectMany(p => p.List("items")).Select(i => i.List("fields")[0].At("value").Latin()));
        Assert.True(pages[0].List("items")[0].IsNull("key"));
    }

    [Fact]
    public async Task SearchAggregate_reducers_without_their_field_are_refused()
    {
        await using var replay = new ReplayServer(redis);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        foreach (object wrong in (object[])[new { function = "sum", name = "s" }, new { function = "count", name = "c", field = "x" }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { index = "i", query = "*", groupBy = new[] { "a" }, reduce = new[] { wrong } })).Code);
        }
        Assert.Empty(replay.Seen);
    }

    [Fact]
    public async Task SearchAggregate_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { index = "i", query = "*", groupBy = new[] { "a" } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (search)", error.Hint, StringComparison.Ordinal);
    }
}
