using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Search;

public sealed class SearchInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_search_info";

    [Fact]
    public async Task SearchInfo_lists_and_describes()
    {
        await using var replay = new ReplayServer(redis).Answer("FT._LIST", new object[] { "books", "people" }).Answer("FT.INFO books", new object[]
        {
            "index_name", "books", "index_options", Array.Empty<object>(), "index_definition", new object[] { "key_type", "JSON", "prefixes", new object[] { "book:" }, "default_score", "1" },
            "attributes", new object[] { new object[] { "identifier", "$.title", "attribute", "title", "type", "TEXT", "WEIGHT", "1", "SORTABLE" }, new object[] { "identifier", "$.year", "attribute", "year", "type", "NUMERIC" } },
            "num_docs", "42", "max_doc_id", "50",
        });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal(["books", "people"], (await mcp.CallAsync(Tool)).List("indexes").Select(i => i.Latin()));
        var reply = await mcp.CallAsync(Tool, new { index = "books" });
        Assert.Equal((42, "json"), (reply.At("total").GetInt64(), reply.At("type").GetString()));
        Assert.Equal("book:", reply.List("prefixes")[0].Latin());
        Assert.Equal([("title", "$.title", "text", true), ("year", "$.year", "numeric", false)],
            reply.List("fields").Select(f => (f.At("name").Latin(), f.At("path").Latin(), f.At("type").GetString()!, f.At("sortable").GetBoolean())));
    }

    [Fact]
    public async Task SearchInfo_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (search)", error.Hint, StringComparison.Ordinal);
    }
}
