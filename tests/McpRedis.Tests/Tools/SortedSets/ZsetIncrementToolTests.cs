using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.SortedSets;

public sealed class ZsetIncrementToolTests(RedisFixture redis)
{
    private const string Tool = "redis_zset_increment";

    [Theory]
    [InlineData(null, null, "1")]
    [InlineData("5", "-1", "4")]
    [InlineData("5", "0", "5")]
    [InlineData("0.1", "0.2", "0.30000000000000004")]
    [InlineData("1", "2147483648", "2147483649")]
    [InlineData("9007199254740992", "2", "9007199254740994")]
    [InlineData("1", "\"inf\"", "\"inf\"")]
    [InlineData("-inf", "1", "\"-inf\"")]
    public async Task ZsetIncrement_adds(string? before, string? by, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (before is not null)
        {
            await redis.CallAsync("ZADD", mcp.Prefix, before, "m");
        }
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "m", by = by is null ? (JsonElement?)null : JsonElement.Parse(by) });
        Assert.Equal(after, reply.At("score").GetRawText());
        Assert.Equal("m", reply.At("member").Latin());
    }

    [Theory]
    [InlineData("inf", "\"-inf\"")]
    [InlineData("-inf", "\"inf\"")]
    [InlineData("1", "\"nan\"")]
    [InlineData("1", "\"x\"")]
    [InlineData("1", "1e999")]
    public async Task ZsetIncrement_to_no_number_is_refused_and_changes_nothing(string before, string by)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, before, "m");
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, member = "m", by = JsonElement.Parse(by) })).Code);
        Assert.Equal(before, (await redis.CallAsync("ZSCORE", mcp.Prefix, "m")).Text);
    }

    [Fact]
    public async Task ZsetIncrement_binary_member_expiry_wrong_type_and_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = System.Text.Encoding.UTF8.GetBytes(mcp.Prefix);
        await redis.CallAsync("ZADD", key, 1, SampleBytes.AllBytes);
        await redis.CallAsync("PEXPIRE", key, 1_000_000);
        var reply = await mcp.CallAsync(Tool, new { key, member = SampleBytes.AllBytes, encoding = "base64" });
        Assert.Equal(2, reply.At("score").GetDouble());
        Assert.Equal(SampleBytes.AllBytes, reply.At("member").Bytes());
        Assert.InRange((await redis.CallAsync("PTTL", key)).Integer, 1, 1_000_000);
        await redis.CallAsync("SET", mcp.Prefix + "s", "5");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", member = "m" })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, member = "m" })).Code);
        Assert.Equal(1, (await redis.CallAsync("ZCARD", key)).Integer);
    }
}
