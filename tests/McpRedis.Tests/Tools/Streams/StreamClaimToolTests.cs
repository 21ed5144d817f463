using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamClaimToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_claim";

    [Fact]
    public async Task StreamClaim_takes_everything_idle_page_by_page()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 12);
        await redis.GroupAsync(mcp.Prefix, 12);
        await redis.CallAsync("XDEL", mcp.Prefix, "12-0");
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["group"] = "g", ["consumer"] = "d", ["minIdleMs"] = 0, ["limit"] = 5 });
        Assert.Equal(Enumerable.Range(1, 11).Select(i => $"{i}-0"), pages.SelectMany(p => p.Ids()));
        Assert.Equal(1, pages.Sum(p => p.At("deleted").GetInt64()));
        Assert.Equal("7", pages[1].List("entries")[1].List("fields")[0].At("value").Latin());
        Assert.Equal("d", Assert.Single((await redis.CallAsync("XPENDING", mcp.Prefix, "g"))[3].Items!)[0].Text);
    }

    [Fact]
    public async Task StreamClaim_named_entries_and_only_when_idle_long_enough()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 4);
        await redis.GroupAsync(mcp.Prefix, 3);
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = 3_600_000, ids = new[] { "1-0" } })).Ids());
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = long.MaxValue })).Ids());
        Assert.Equal(["1-0", "2-0"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = 0, ids = new[] { "1", "2-0", "4-0" } })).Ids());
    }

    [Fact]
    public async Task StreamClaim_mistakes_have_names()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = 0 })).Code);
        await redis.FillAsync(mcp.Prefix, 1);
        await redis.GroupAsync(mcp.Prefix, 1);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = "x" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = 0, ids = new[] { "x" } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "d", minIdleMs = 0, ids = new[] { "1-0" }, cursor = "stream:1-0" })).Code);
    }
}
