using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Search;

public sealed class SearchCreateToolTests(RedisFixture redis)
{
    private const string Tool = "redis_search_create";

    [Fact]
    public async Task SearchCreate_writes_the_schema()
    {
        await using var replay = new ReplayServer(redis).Answer(
            "FT.CREATE books ON JSON PREFIX 2 book: b: SCHEMA $.title AS title TEXT SORTABLE $.tags AS tags TAG $.v AS v VECTOR HNSW 6 TYPE FLOAT32 DIM 3 DISTANCE_METRIC COSINE", "OK")
            .Answer("FT.CREATE books ON HASH PREFIX 1 book: SCHEMA a NUMERIC", new InvalidOperationException("Index already exists"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        object[] fields = [new { path = "$.title", name = "title", type = "text", sortable = true }, new { path = "$.tags", name = "tags", type = "tag" }, new { path = "$.v", name = "v", type = "vector", dimension = 3 }];
        Assert.Equal("books", (await mcp.CallAsync(Tool, new { index = "books", prefixes = new[] { "book:", "b:" }, fields, type = "json" })).At("index").GetString());
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { index = "books", prefixes = new[] { "book:" }, fields = new[] { new { path = "a", type = "numeric" } } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { index = "x", prefixes = new[] { "book:" }, fields = new[] { new { path = "v", type = "vector" } } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { index = "x", prefixes = new[] { "book:" }, fields = new[] { new { path = "v", type = "tag", dimension = 3 } } })).Code);
        Assert.Equal(2, replay.Seen.Count);
    }

    [Fact]
    public async Task SearchCreate_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { index = "i", prefixes = new[] { "p" }, fields = new[] { new { path = "a", type = "text" } } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (search)", error.Hint, StringComparison.Ordinal);
    }
}
