using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Json;

public sealed class JsonUpdateToolTests(RedisFixture redis)
{
    private const string Tool = "redis_json_update";

    [Fact]
    public async Task JsonUpdate_each_action_is_its_command()
    {
        await using var replay = new ReplayServer(redis)
            .Answer("JSON.NUMINCRBY d $.n 2.5", "[4.5,null]").Answer("JSON.ARRAPPEND d $.l 1 \"x\"", new object?[] { 3, null }).Answer("JSON.ARRINSERT d $.l 0 1", new object[] { 4 })
            .Answer("JSON.ARRPOP d $.l -1", new object[] { "\"x\"" }).Answer("JSON.ARRPOP d $.l", new object[] { "1" }).Answer("JSON.STRAPPEND d $.s \"x\"", new object[] { 5 })
            .Answer("JSON.MERGE d $ {\"a\":null}", "OK").Answer("JSON.TOGGLE d $.b", new object[] { 1 }).Answer("JSON.CLEAR d $.l", 1);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal("4.5 -", await ResultsAsync(mcp, new { key = "d", path = "$.n", action = "increment", by = 2.5 }));
        Assert.Equal("3 -", await ResultsAsync(mcp, new { key = "d", path = "$.l", action = "append", values = new[] { "1", "\"x\"" } }));
        Assert.Equal("4", await ResultsAsync(mcp, new { key = "d", path = "$.l", action = "insert", index = 0, values = new[] { "1" } }));
        Assert.Equal("\"x\"", await ResultsAsync(mcp, new { key = "d", path = "$.l", action = "pop", index = -1 }));
        Assert.Equal("1", await ResultsAsync(mcp, new { key = "d", path = "$.l", action = "pop" }));
        Assert.Equal("5", await ResultsAsync(mcp, new { key = "d", path = "$.s", action = "extend", values = new[] { "\"x\"" } }));
        Assert.Equal("OK", await ResultsAsync(mcp, new { key = "d", path = "$", action = "merge", values = new[] { "{\"a\":null}" } }));
        Assert.Equal("1", await ResultsAsync(mcp, new { key = "d", path = "$.b", action = "toggle" }));
        Assert.Equal("1", await ResultsAsync(mcp, new { key = "d", path = "$.l", action = "clear" }));
    }

    [Fact]
    public async Task JsonUpdate_arguments_of_another_action_are_refused()
    {
        await using var replay = new ReplayServer(redis);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        foreach (object wrong in (object[])[
            new { key = "d", path = "$", action = "increment" }, new { key = "d", path = "$", action = "append" }, new { key = "d", path = "$", action = "toggle", by = 1 },
            new { key = "d", path = "$", action = "clear", values = new[] { "1" } }, new { key = "d", path = "$", action = "append", values = new[] { "1" }, index = 1 },
            new { key = "d", path = "$", action = "merge", values = new[] { "1", "2" } }, new { key = "d", path = "$", action = "append", values = new[] { "x" } }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
        Assert.Empty(replay.Seen);
    }

    private static async Task<string> ResultsAsync(ToolHarness mcp, object arguments) =>
        string.Join(' ', (await mcp.CallAsync(Tool, arguments)).List("results").Select(r => r.ValueKind == System.Text.Json.JsonValueKind.Null ? "-" : r.Latin()));

    [Fact]
    public async Task JsonUpdate_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, path = "$", action = "clear" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (json)", error.Hint, StringComparison.Ordinal);
    }
}
