using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hyperloglog;

public sealed class HyperloglogAddToolTests(RedisFixture redis)
{
    [Fact]
    public async Task HyperloglogAdd_tells_whether_something_was_new()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[][] members = [[], [0], [0xFF, 0xFE], .. Enumerable.Range(0, 90).Select(i => (byte[])[(byte)i, 1])];
        var arguments = new { key = System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), members, encoding = "base64" };
        Assert.True((await mcp.CallAsync("redis_hyperloglog_add", arguments)).At("changed").GetBoolean());
        Assert.False((await mcp.CallAsync("redis_hyperloglog_add", arguments)).At("changed").GetBoolean());
        Assert.InRange((await redis.CallAsync("PFCOUNT", mcp.Prefix)).Integer, 91, 95);
    }

    [Fact]
    public async Task HyperloglogAdd_to_a_plain_string_is_wrong_type_and_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "plain");
        Assert.Equal("wrong_type", (await mcp.FailAsync("redis_hyperloglog_add", new { key = mcp.Prefix, members = new[] { "a" } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_hyperloglog_add", new { key = mcp.Prefix, members = Array.Empty<string>() })).Code);
        Assert.Equal("plain", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }
}
