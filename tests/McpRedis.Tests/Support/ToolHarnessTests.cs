namespace McpRedis.Tests.Support;

public sealed class ToolHarnessTests(RedisFixture redis)
{
    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Call_reaches_redis_and_comes_back_checked(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        Assert.Equal(era ?? "2026-07-28", mcp.Client.NegotiatedProtocolVersion);
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = mcp.Prefix + "a", value = "é" } } });
        var reply = await mcp.CallAsync("redis_string_get", new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "none" } });
        Assert.Equal("é", reply.GetProperty("items")[0].GetProperty("value").GetProperty("text").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, reply.GetProperty("items")[1].GetProperty("value").ValueKind);
        Assert.Equal("é", (await redis.CallAsync("GET", mcp.Prefix + "a")).Text);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Failed_call_gives_a_typed_error(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var error = await mcp.FailAsync("redis_key_get", new { key = mcp.Prefix + "none" });
        Assert.Equal("key_not_found", error.Code);
        var thrown = await Assert.ThrowsAsync<ToolErrorException>(() => mcp.CallAsync("redis_key_get", new { key = mcp.Prefix + "none" }));
        Assert.Equal(error, thrown.Error);
    }
}
