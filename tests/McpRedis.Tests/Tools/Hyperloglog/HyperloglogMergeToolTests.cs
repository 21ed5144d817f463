using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hyperloglog;

public sealed class HyperloglogMergeToolTests(RedisFixture redis)
{
    private const string Tool = "redis_hyperloglog_merge";

    [Fact]
    public async Task HyperloglogMerge_keeps_what_the_target_counted()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("PFADD", mcp.Prefix + "a", "1", "2");
        await redis.CallAsync("PFADD", mcp.Prefix + "b", "2", "3");
        await redis.CallAsync("PFADD", mcp.Prefix + "t", "9");
        await mcp.CallAsync(Tool, new { key = mcp.Prefix + "t", keys = new[] { mcp.Prefix + "a", mcp.Prefix + "b" } });
        Assert.Equal(4, (await redis.CallAsync("PFCOUNT", mcp.Prefix + "t")).Integer);
    }

    [Fact]
    public async Task HyperloglogMerge_of_other_types_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "t:" });
        await redis.CallAsync("PFADD", mcp.Prefix + "a", "1", "2");
        await redis.CallAsync("SET", mcp.Prefix + "s", "plain");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", keys = new[] { mcp.Prefix + "a" } })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", keys = new[] { mcp.Prefix + "s" } })).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", keys = new[] { "other" } })).Code);
        Assert.Equal(("plain", 2), ((await redis.CallAsync("GET", mcp.Prefix + "s")).Text, (await redis.CallAsync("PFCOUNT", mcp.Prefix + "a")).Integer));
    }
}
