using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Search;

public sealed class SearchDropToolTests(RedisFixture redis)
{
    private const string Tool = "redis_search_drop";

    [Fact]
    public async Task SearchDrop_says_how_many_documents_and_waits_for_the_confirmation()
    {
        await using var replay = new ReplayServer(redis).Answer("FT.INFO books", new object[] { "index_name", "books", "num_docs", "42" }).Answer("FT.DROPINDEX books DD", "OK").Answer("FT.DROPINDEX books", "OK")
            .Answer("FT.INFO none", new InvalidOperationException("none: no such index"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var error = await mcp.FailAsync(Tool, new { index = "books", documents = true });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("deletes its 42 documents", error.Message, StringComparison.Ordinal);
        Assert.Contains("which stay", (await mcp.FailAsync(Tool, new { index = "books" })).Message, StringComparison.Ordinal);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { index = "none" })).Code);
        Assert.DoesNotContain(replay.Seen, line => line.StartsWith("FT.DROPINDEX", StringComparison.Ordinal));
        await using var free = await ToolHarness.StartAsync([replay.Options], ToolHarness.Unconfirmed);
        await free.CallAsync(Tool, new { index = "books", documents = true });
        Assert.Contains("FT.DROPINDEX books DD", replay.Seen);
    }

    [Fact]
    public async Task SearchDrop_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { index = "i" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (search)", error.Hint, StringComparison.Ordinal);
    }
}
