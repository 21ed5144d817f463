using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hashes;

public sealed class HashRemoveToolTests(RedisFixture redis)
{
    private const string Tool = "redis_hash_remove";

    [Fact]
    public async Task HashRemove_counts_what_went_and_what_is_left()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "1", "b", "2", "", "3");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a", "none", "" } });
        Assert.Equal((2, 1, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        Assert.Equal("b", (await redis.CallAsync("HKEYS", mcp.Prefix))[0].Text);
    }

    [Fact]
    public async Task HashRemove_of_the_last_field_says_that_the_key_is_gone()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "1");
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" } })).At("keyRemoved").GetBoolean());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        var again = await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" } });
        Assert.Equal((0, 0, false), (again.At("removed").GetInt64(), again.At("total").GetInt64(), again.At("keyRemoved").GetBoolean()));
    }

    [Fact]
    public async Task HashRemove_takes_binary_fields_and_refuses_what_is_no_hash()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, SampleBytes.AllBytes, "1", "b", "2");
        var call = new { key = System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), fields = new[] { SampleBytes.AllBytes }, encoding = "base64" };
        Assert.Equal(1, (await mcp.CallAsync(Tool, call)).At("removed").GetInt64());
        await redis.CallAsync("SET", mcp.Prefix + "s", "x");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", fields = new[] { "a" } })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "b" } })).Code);
        Assert.Equal(1, (await redis.CallAsync("HLEN", mcp.Prefix)).Integer);
    }
}
