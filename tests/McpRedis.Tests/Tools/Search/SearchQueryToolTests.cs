using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Search;

public sealed class SearchQueryToolTests(RedisFixture redis)
{
    private const string Tool = "redis_search_query";

    [Fact]
    public async Task SearchQuery_pages_and_options()
    {
        await using var replay = new ReplayServer(redis)
            .Answer("FT.SEARCH books @title:$t RETURN 1 title SORTBY year DESC LIMIT 0 2 PARAMS 2 t ada DIALECT 2", new object[] { 3, "b:1", new object[] { "title", "Ada" }, "b:2", new object[] { "title", "Bob" } })
            .Answer("FT.SEARCH books @title:$t RETURN 1 title SORTBY year DESC LIMIT 2 2 PARAMS 2 t ada DIALECT 2", new object[] { 3, "b:3", new object[] { "title", "Cy" } });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var pages = await mcp.PagesAsync(Tool, new()
        {
            ["index"] = "books",
            ["query"] = "@title:$t",
            ["fields"] = new[] { "title" },
            ["sortBy"] = "year",
            ["reverse"] = true,
            ["limit"] = 2,
            ["parameters"] = new[] { new { name = "t", value = "ada" } },
        });
        Assert.Equal(["b:1", "b:2", "b:3"], pages.SelectMany(p => p.List("items")).Select(i => i.At("key").Latin()));
        Assert.Equal(["Ada", "Bob", "Cy"], pages.SelectMany(p => p.List("items")).Select(i => i.List("fields")[0].At("value").Latin()));
        Assert.All(pages, p => Assert.Equal(3, p.At("total").GetInt64()));
    }

    [Fact]
    public async Task SearchQuery_large_documents_stay_within_the_budget()
    {
        object[] reply = [20, .. Enumerable.Range(0, 20).SelectMany(i => (object[])[$"d:{i}", new object[] { "text", new string('x', 3000) }])];
        await using var replay = new ReplayServer(redis).Answer("FT.SEARCH i * LIMIT 0 20", reply);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var answer = await mcp.SendAsync(Tool, new { index = "i", query = "*" });
        Assert.InRange(answer.Text.Length, 3000, 32 * 1024);
        Assert.Equal("bytes", answer.Reply.At("truncatedBy").GetString());
        Assert.Equal($"list:{answer.Reply.List("items").Length}", answer.Reply.At("cursor").GetString());
    }

    [Fact]
    public async Task SearchQuery_errors_have_names()
    {
        await using var replay = new ReplayServer(redis)
            .Answer("FT.SEARCH none * LIMIT 0 20", new InvalidOperationException("none: no such index")).Answer("FT.SEARCH old * LIMIT 0 20", new InvalidOperationException("Unknown Index name"))
            .Answer("FT.SEARCH i @: LIMIT 0 20", new InvalidOperationException("Syntax error at offset 1 near :"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { index = "none", query = "*" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { index = "old", query = "*" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { index = "i", query = "@:" })).Code);
        await using var scoped = await ToolHarness.StartAsync([replay.Options], ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { index = "i", query = "*" })).Code);
    }

    [Fact]
    public async Task SearchQuery_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { index = "i", query = "*" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (search)", error.Hint, StringComparison.Ordinal);
    }
}
