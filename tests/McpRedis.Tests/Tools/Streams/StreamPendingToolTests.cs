using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamPendingToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_pending";

    [Fact]
    public async Task StreamPending_pages_hold_every_entry_with_its_consumer()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 14);
        await redis.GroupAsync(mcp.Prefix, 10);
        await redis.CallAsync("XREADGROUP", "GROUP", "g", "d", "STREAMS", mcp.Prefix, ">");
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["group"] = "g", ["limit"] = 7 });
        var items = pages.SelectMany(p => p.List("items")).ToList();
        Assert.Equal(Enumerable.Range(1, 14).Select(i => $"{i}-0"), items.Select(i => i.At("id").GetString()!));
        Assert.Equal([7, 7], pages.Select(p => p.List("items").Length));
        Assert.Equal(10, items.Count(i => i.At("consumer").Latin() == "c" && i.At("deliveries").GetInt64() == 1));
        Assert.All(pages, p => Assert.Equal(14, p.At("total").GetInt64()));
        Assert.Equal(4, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d" })).List("items").Length);
    }

    [Fact]
    public async Task StreamPending_of_a_missing_group_is_key_not_found()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g" })).Code);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g" })).Code);
    }
}
