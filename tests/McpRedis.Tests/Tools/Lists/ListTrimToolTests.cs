using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Lists;

public sealed class ListTrimToolTests(RedisFixture redis)
{
    private const string Tool = "redis_list_trim";

    [Theory]
    [InlineData(0, 2, "abc")]
    [InlineData(1, 3, "bcd")]
    [InlineData(-2, -1, "de")]
    [InlineData(1, -2, "bcd")]
    [InlineData(-100, 0, "a")]
    [InlineData(3, 2, "")]
    [InlineData(5, 9, "")]
    [InlineData(0, -6, "")]
    [InlineData(1L << 31, 1L << 53, "")]
    [InlineData(long.MaxValue, long.MaxValue, "")]
    [InlineData(4, long.MaxValue, "e")]
    public async Task ListTrim_asks_with_the_exact_count_and_then_removes_as_many(long start, long end, string left)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c", "d", "e");
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, start, end });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains(left.Length == 0 ? "all 5 elements of a list, and with them the key" : $"removes {5 - left.Length} of the 5 elements", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var reply = await free.CallAsync(Tool, new { key = mcp.Prefix, start, end });
        Assert.Equal(
            (5 - left.Length, left.Length, left.Length == 0),
            (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        Assert.Equal(left, string.Concat((await raw.CallAsync("LRANGE", mcp.Prefix, 0, -1)).Texts));
        Assert.Equal(left.Length == 0 ? 0 : 1, (await raw.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(0, 2)]
    [InlineData(-3, 100)]
    [InlineData(long.MinValue, long.MaxValue)]
    public async Task ListTrim_that_removes_nothing_asks_nothing(long start, long end)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, start, end });
        Assert.Equal((0, 3, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { key = mcp.Prefix + "none", start, end })).At("removed").GetInt64());
    }

    [Fact]
    public async Task ListTrim_keeps_expiry_and_refuses_what_is_no_list_out_of_scope_or_above_the_access()
    {
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("RPUSH", free.Prefix, "a", "b");
        await redis.CallAsync("PEXPIRE", free.Prefix, 1_000_000);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = free.Prefix, start = 0, end = 0 })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = free.Prefix, start = 0, end = 0 })).Code);
        Assert.Equal(2, (await redis.CallAsync("LLEN", free.Prefix)).Integer);
        await free.CallAsync(Tool, new { key = free.Prefix, start = 0, end = 0 });
        Assert.InRange((await redis.CallAsync("PTTL", free.Prefix)).Integer, 1, 1_000_000);
        await redis.CallAsync("SET", free.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await free.FailAsync(Tool, new { key = free.Prefix + "s", start = 0, end = 0 })).Code);
    }
}
