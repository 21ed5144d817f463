using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Json;

public sealed class JsonGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_json_get";

    [Fact]
    public async Task JsonGet_texts_missing_keys_and_other_types()
    {
        string list = RedisFixture.Prefix();
        await redis.CallAsync("RPUSH", list, "a");
        await using var replay = new ReplayServer(redis).Answer("JSON.GET doc $.name", "[\"Ada\"]").Answer("JSON.GET none $.name", null)
            .Answer($"JSON.GET {list} $.name", new InvalidOperationException("Existing key has wrong Redis type"));
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var items = (await mcp.CallAsync(Tool, new { keys = new[] { "doc", "none", list }, path = "$.name" })).List("items");
        Assert.Equal("[\"Ada\"]", items[0].At("json").Latin());
        Assert.True(items[1].IsNull("json") && items[1].IsNull("error"));
        Assert.Equal("wrong_type", items[2].At("error").GetString());
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys = new[] { list }, path = "$.name" })).Code);
    }

    [Fact]
    public async Task JsonGet_long_text_is_cut_and_a_huge_document_is_not_fetched()
    {
        string huge = RedisFixture.Prefix();
        await redis.CallAsync("SETRANGE", huge, 9_000_000, "x");
        await using var replay = new ReplayServer(redis).Answer("JSON.GET doc $", "[" + new string('1', 20_000) + "]").Answer($"JSON.GET {huge} $.a", "[1]");
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var reply = await mcp.CallAsync(Tool, new { keys = new[] { "doc" } });
        Assert.True(reply.At("truncated").GetBoolean());
        Assert.Equal(20_002, reply.List("items")[0].At("json").At("sizeBytes").GetInt64());
        Assert.Equal("budget_exceeded", (await mcp.FailAsync(Tool, new { keys = new[] { huge } })).Code);
        Assert.Equal("[1]", (await mcp.CallAsync(Tool, new { keys = new[] { huge }, path = "$.a" })).List("items")[0].At("json").Latin());
        await redis.CallAsync("DEL", huge);
    }

    [Fact]
    public async Task JsonGet_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (json)", error.Hint, StringComparison.Ordinal);
    }
}
