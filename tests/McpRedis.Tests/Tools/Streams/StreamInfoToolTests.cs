using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_info";

    [Fact]
    public async Task StreamInfo_tells_stream_groups_and_consumers()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 5);
        await redis.GroupAsync(mcp.Prefix, 2);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g" });
        Assert.Equal((5, 5), (reply.At("length").GetInt64(), reply.At("entriesAdded").GetInt64()));
        Assert.Equal(("1-0", "5-0", "5-0"), (reply.At("firstId").GetString(), reply.At("lastId").GetString(), reply.At("lastGeneratedId").GetString()));
        var group = Assert.Single(reply.List("groups"));
        Assert.Equal(("g", 1, 2, "2-0", 3), (group.At("name").Latin(), group.At("consumers").GetInt64(), group.At("pending").GetInt64(), group.At("lastDeliveredId").GetString(), group.At("lag").GetInt64()));
        var consumer = Assert.Single(reply.List("consumers"));
        Assert.Equal(("c", 2), (consumer.At("name").Latin(), consumer.At("pending").GetInt64()));
    }

    [Fact]
    public async Task StreamInfo_of_an_empty_stream_and_of_many_groups_is_bounded()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        await redis.CallAsync("XGROUP", "CREATE", mcp.Prefix, "g", "$", "MKSTREAM");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.True(reply.IsNull("firstId"));
        Assert.True(reply.IsNull("consumers"));
        for (int i = 0; i < 60; i++)
        {
            await redis.CallAsync("XGROUP", "CREATE", mcp.Prefix, $"group-{i}", "$");
        }
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.Equal(61, reply.At("groupCount").GetInt64());
        Assert.InRange(reply.List("groups").Length, 5, 60);
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
    }

    [Fact]
    public async Task StreamInfo_of_what_is_not_there_is_key_not_found()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        await redis.FillAsync(mcp.Prefix, 1);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "none" })).Code);
    }
}
