using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Json;

public sealed class JsonDeleteToolTests(RedisFixture redis)
{
    private const string Tool = "redis_json_delete";

    [Fact]
    public async Task JsonDelete_one_place_goes_at_once_within_the_scope_only()
    {
        await using var replay = new ReplayServer(redis).Answer("JSON.TYPE app:d $.x", new object[] { "string" }).Answer("JSON.DEL app:d $.x", 1)
            .Answer("JSON.TYPE app:d $.none", Array.Empty<object>()).Answer("JSON.TYPE app:none $", null);
        await using var mcp = await ToolHarness.StartAsync([replay.Options], ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { key = "app:d", path = "$.x" })).At("changed").GetInt64());
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { key = "app:d", path = "$.none" })).At("changed").GetInt64());
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { key = "app:none", path = "$" })).At("changed").GetInt64());
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = "d", path = "$" })).Code);
        Assert.Equal(["JSON.TYPE app:d $.x", "JSON.DEL app:d $.x", "JSON.TYPE app:d $.none", "JSON.TYPE app:none $"], replay.Seen);
    }

    [Fact]
    public async Task JsonDelete_several_places_wait_for_the_confirmation()
    {
        await using var replay = new ReplayServer(redis).Answer("JSON.TYPE d $..x", new object[] { "string", "array", "null" }).Answer("JSON.DEL d $..x", 3);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        var asked = await mcp.FailAsync(Tool, new { key = "d", path = "$..x" });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("deletes 3 places", asked.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("JSON.DEL d $..x", replay.Seen);
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { key = "d", path = "$..x", confirmToken = asked.ConfirmToken })).At("changed").GetInt64());
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { key = "d", path = "$..x", confirmToken = asked.ConfirmToken })).Code);
        Assert.Single(replay.Seen, line => line == "JSON.DEL d $..x");
    }

    [Fact]
    public async Task JsonDelete_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, path = "$" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (json)", error.Hint, StringComparison.Ordinal);
    }
}
