using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamDeleteToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_delete";

    [Fact]
    public async Task StreamDelete_says_exactly_what_would_go_and_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 12);
        await AssertAsks(mcp, new { key = mcp.Prefix, ids = new[] { "1", "1-0", "2-0", "99-0" } }, "deletes 2 of 12 entries");
        await AssertAsks(mcp, new { key = mcp.Prefix, maxLength = 5 }, "deletes 7 of 12 entries");
        await AssertAsks(mcp, new { key = mcp.Prefix, maxLength = 0 }, "deletes 12 of 12 entries");
        await AssertAsks(mcp, new { key = mcp.Prefix, minId = "4" }, "deletes 3 of 12 entries");
        await AssertAsks(mcp, new { key = mcp.Prefix, minId = "4-1" }, "deletes 4 of 12 entries");
        Assert.Equal(12, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StreamDelete_deletes_what_it_said()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.FillAsync(mcp.Prefix, 12);
        Assert.Equal(2, await DeleteAsync(mcp, new { key = mcp.Prefix, ids = new[] { "1", "2-0", "99-0" } }));
        Assert.Equal(1, await DeleteAsync(mcp, new { key = mcp.Prefix, minId = "4" }));
        Assert.Equal(6, await DeleteAsync(mcp, new { key = mcp.Prefix, maxLength = 3 }));
        Assert.Equal(["10-0", "11-0", "12-0"], await redis.IdsAsync(mcp.Prefix));
    }

    [Fact]
    public async Task StreamDelete_of_nothing_asks_nobody()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal(0, await DeleteAsync(mcp, new { key = mcp.Prefix, maxLength = 3 }));
        await redis.FillAsync(mcp.Prefix, 2);
        Assert.Equal(0, await DeleteAsync(mcp, new { key = mcp.Prefix, minId = "0" }));
        Assert.Equal(0, await DeleteAsync(mcp, new { key = mcp.Prefix, maxLength = long.MaxValue }));
        Assert.Equal(0, await DeleteAsync(mcp, new { key = mcp.Prefix, ids = new[] { "3-0" } }));
    }

    [Fact]
    public async Task StreamDelete_mistakes_have_names()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.FillAsync(mcp.Prefix, 2);
        foreach (object wrong in (object[])[new { key = mcp.Prefix }, new { key = mcp.Prefix, ids = new[] { "1-0" }, maxLength = 1 }, new { key = mcp.Prefix, maxLength = 1, minId = "1" },
            new { key = mcp.Prefix, ids = new[] { "1-0", "x" } }, new { key = mcp.Prefix, minId = "x" }, new { key = mcp.Prefix, maxLength = -1 }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
        Assert.Equal(2, (await redis.CallAsync("XLEN", mcp.Prefix)).Integer);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", maxLength = 0 })).Code);
    }

    private static async Task AssertAsks(ToolHarness mcp, object arguments, string effect)
    {
        var error = await mcp.FailAsync(Tool, arguments);
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains(effect, error.Message, StringComparison.Ordinal);
    }

    private static async Task<long> DeleteAsync(ToolHarness mcp, object arguments) => (await mcp.CallAsync(Tool, arguments)).At("changed").GetInt64();
}
