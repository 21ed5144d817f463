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

    // PFCOUNT of one key keeps the count it made in the key: bytes change, and replicas and WATCH hear of it.
    [Fact]
    public async Task HyperloglogCount_changes_nothing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { Access = "read" });
        await server.CallAsync("PFADD", "a", "1", "2");
        byte[]? before = (await server.CallAsync("DUMP", "a")).Bytes;
        Assert.Equal(2, (await mcp.CallAsync("redis_hyperloglog_count", new { keys = new[] { "a" } })).At("estimate").GetInt64());
        Assert.Equal("read_only", (await mcp.FailAsync("redis_command_run", new { commands = new[] { new { args = new[] { "PFCOUNT", "a" } } } })).Code);
        Assert.Equal(before, (await server.CallAsync("DUMP", "a")).Bytes);
    }

    private static async Task<long> CountAsync(ToolHarness mcp, params string[] names) =>
        (await mcp.CallAsync("redis_hyperloglog_count", new { keys = names.Select(name => mcp.Prefix + name).ToArray() })).At("estimate").GetInt64();
}
