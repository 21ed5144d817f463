using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hyperloglog;

public sealed class HyperloglogCountToolTests(RedisFixture redis)
{
    [Fact]
    public async Task HyperloglogCount_one_several_together_and_missing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("PFADD", mcp.Prefix + "a", "1", "2", "3");
        await redis.CallAsync("PFADD", mcp.Prefix + "b", "3", "4");
        Assert.Equal(3, await CountAsync(mcp, "a"));
        Assert.Equal(4, await CountAsync(mcp, "a", "b", "none"));
        Assert.Equal(0, await CountAsync(mcp, "none"));
        await redis.CallAsync("SET", mcp.Prefix + "s", "plain");
        Assert.Equal("wrong_type", (await mcp.FailAsync("redis_hyperloglog_count", new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "s" } })).Code);
    }

    private static async Task<long> CountAsync(ToolHarness mcp, params string[] names) =>
        (await mcp.CallAsync("redis_hyperloglog_count", new { keys = names.Select(name => mcp.Prefix + name).ToArray() })).At("estimate").GetInt64();
}
