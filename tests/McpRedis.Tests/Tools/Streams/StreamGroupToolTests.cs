using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamGroupToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_group";

    [Fact]
    public async Task StreamGroup_is_created_moved_and_makes_the_stream_when_told()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", action = "create" })).Code);
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "create", create = true })).At("changed").GetBoolean());
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", action = "create" })).Code);
        await redis.FillAsync(mcp.Prefix, 2);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "move" });
        Assert.Equal("2-0", await DeliveredAsync(mcp.Prefix));
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "move", id = "0" });
        Assert.Equal("0-0", await DeliveredAsync(mcp.Prefix));
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "none", action = "move" })).Code);
    }

    [Fact]
    public async Task StreamGroup_with_what_is_pending_is_destroyed_only_when_confirmed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 3);
        await redis.GroupAsync(mcp.Prefix, 2);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", action = "destroy" });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("1 consumers and 2 pending", error.Message, StringComparison.Ordinal);
        error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", action = "deleteConsumer", consumer = "c" });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Equal(2, (await redis.CallAsync("XPENDING", mcp.Prefix, "g"))[0].Integer);
        Assert.False((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "none", action = "destroy" })).At("changed").GetBoolean());
        Assert.False((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "deleteConsumer", consumer = "none" })).At("changed").GetBoolean());
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal(2, (await free.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "deleteConsumer", consumer = "c" })).At("pending").GetInt64());
        Assert.True((await free.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "destroy" })).At("changed").GetBoolean());
        Assert.Empty((await redis.CallAsync("XINFO", "GROUPS", mcp.Prefix)).Items!);
    }

    [Fact]
    public async Task StreamGroup_consumer_without_pending_entries_goes_at_once()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 1);
        await redis.GroupAsync(mcp.Prefix, 0);
        await redis.CallAsync("XGROUP", "CREATECONSUMER", mcp.Prefix, "g", "idle");
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", action = "deleteConsumer", consumer = "idle" })).At("changed").GetBoolean());
        Assert.Empty((await redis.CallAsync("XINFO", "CONSUMERS", mcp.Prefix, "g")).Items!);
    }

    [Fact]
    public async Task StreamGroup_arguments_of_another_action_are_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (object wrong in (object[])[
            new { key = mcp.Prefix, group = "g", action = "destroy", id = "0" }, new { key = mcp.Prefix, group = "g", action = "move", create = true },
            new { key = mcp.Prefix, group = "g", action = "deleteConsumer" }, new { key = mcp.Prefix, group = "g", action = "create", consumer = "c" }, new { key = mcp.Prefix, group = "g", action = "delete" }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
    }

    private async Task<string> DeliveredAsync(string key) => (await redis.CallAsync("XINFO", "GROUPS", key))[0].Map["last-delivered-id"].Text;
}
