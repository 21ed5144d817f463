using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamAckToolTests(RedisFixture redis)
{
    [Fact]
    public async Task StreamAck_counts_what_was_pending()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 3);
        await redis.GroupAsync(mcp.Prefix, 2);
        Assert.Equal(2, await AckAsync(mcp, "1-0", "2", "3-0"));
        Assert.Equal(0, await AckAsync(mcp, "1-0"));
        Assert.Equal(0, (await redis.CallAsync("XPENDING", mcp.Prefix, "g"))[0].Integer);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_stream_ack", new { key = mcp.Prefix, group = "g", ids = new[] { "1-0", "x" } })).Code);
    }

    private static async Task<long> AckAsync(ToolHarness mcp, params string[] ids) =>
        (await mcp.CallAsync("redis_stream_ack", new { key = mcp.Prefix, group = "g", ids })).At("changed").GetInt64();
}
