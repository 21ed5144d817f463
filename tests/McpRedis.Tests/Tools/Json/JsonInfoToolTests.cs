using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Json;

public sealed class JsonInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_json_info";

    [Fact]
    public async Task JsonInfo_types_lengths_and_fields_of_each_place()
    {
        await using var replay = new ReplayServer(redis)
            .Answer("JSON.TYPE doc $.*", new object[] { "object", "array", "string", "integer" })
            .Answer("JSON.OBJKEYS doc $.*", new object?[] { new object[] { "a", "b" }, null, null, null })
            .Answer("JSON.ARRLEN doc $.*", new object?[] { null, 3, null, null })
            .Answer("JSON.STRLEN doc $.*", new object?[] { null, null, 5, null });
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var items = (await mcp.CallAsync(Tool, new { key = "doc", path = "$.*" })).List("items");
        Assert.Equal(["object", "array", "string", "integer"], items.Select(i => i.At("type").GetString()!));
        Assert.Equal(["2", "3", "5", ""], items.Select(i => i.At("length").ToString()));
        Assert.Equal(["a", "b"], items[0].List("fields").Select(f => f.Latin()));
    }

    [Fact]
    public async Task JsonInfo_missing_key_is_key_not_found()
    {
        await using var replay = new ReplayServer(redis).Answer("JSON.TYPE none $", null);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = "none" })).Code);
    }

    [Fact]
    public async Task JsonInfo_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (json)", error.Hint, StringComparison.Ordinal);
    }
}
