using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Lists;

public sealed class ListRemoveToolTests(RedisFixture redis)
{
    private const string Tool = "redis_list_remove";

    [Theory]
    [InlineData(null, "bc", 3)]
    [InlineData(0L, "bc", 3)]
    [InlineData(1L, "baca", 1)]
    [InlineData(-1L, "abac", 1)]
    [InlineData(-2L, "abc", 2)]
    [InlineData(long.MaxValue, "bc", 3)]
    public async Task ListRemove_takes_as_many_as_asked_from_either_end(long? count, string left, long removed)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "a", "c", "a");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, value = "a", count });
        Assert.Equal((removed, 5 - removed, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        Assert.Equal(left, string.Concat((await redis.CallAsync("LRANGE", mcp.Prefix, 0, -1)).Texts));
    }

    [Fact]
    public async Task ListRemove_of_the_last_element_says_that_the_key_is_gone()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, SampleBytes.AllBytes, "");
        var key = Encoding.UTF8.GetBytes(mcp.Prefix);
        Assert.False((await mcp.CallAsync(Tool, new { key, value = SampleBytes.AllBytes, encoding = "base64" })).At("keyRemoved").GetBoolean());
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix, value = "" })).At("keyRemoved").GetBoolean());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        var again = await mcp.CallAsync(Tool, new { key = mcp.Prefix, value = "" });
        Assert.Equal((0, 0, false), (again.At("removed").GetInt64(), again.At("total").GetInt64(), again.At("keyRemoved").GetBoolean()));
    }

    [Fact]
    public async Task ListRemove_wrong_type_scope_and_number_out_of_range()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "a");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, value = "a" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, value = "a", count = "9223372036854775808" })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, value = "a" })).Code);
    }
}
