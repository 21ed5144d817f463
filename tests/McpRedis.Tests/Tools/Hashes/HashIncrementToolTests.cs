using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hashes;

public sealed class HashIncrementToolTests(RedisFixture redis)
{
    private const string Tool = "redis_hash_increment";

    [Theory]
    [InlineData(null, null, "1")]
    [InlineData(null, 0L, "0")]
    [InlineData(null, -1L, "-1")]
    [InlineData("10", 2147483648L, "2147483658")]
    [InlineData("1", 9007199254740992L, "9007199254740993")]
    [InlineData("9223372036854775806", 1L, "9223372036854775807")]
    [InlineData(null, long.MinValue, "-9223372036854775808")]
    public async Task HashIncrement_adds_exactly(string? before, long? by, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (before is not null)
        {
            await redis.CallAsync("HSET", mcp.Prefix, "f", before);
        }
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, field = "f", by });
        Assert.Equal(("f", after), (reply.At("field").Latin(), reply.At("value").GetString()));
        Assert.Equal(after, (await redis.CallAsync("HGET", mcp.Prefix, "f")).Text);
    }

    [Theory]
    [InlineData("9223372036854775807", 1L)]
    [InlineData("-9223372036854775808", -1L)]
    [InlineData("abc", 1L)]
    [InlineData("", 1L)]
    [InlineData("1.5", 1L)]
    [InlineData(" 1", 1L)]
    public async Task HashIncrement_overflow_or_no_number_is_refused_and_changes_nothing(string before, long by)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "f", before);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", by })).Code);
        Assert.Equal(before, (await redis.CallAsync("HGET", mcp.Prefix, "f")).Text);
    }

    [Theory]
    [InlineData("10.5", 0.1, "10.6")]
    [InlineData(null, -2.5, "-2.5")]
    [InlineData("0", 1e20, "100000000000000000000")]
    public async Task HashIncrement_fractions(string? before, double byFloat, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (before is not null)
        {
            await redis.CallAsync("HSET", mcp.Prefix, "f", before);
        }
        Assert.Equal(after, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, field = "f", byFloat })).At("value").GetString());
    }

    [Fact]
    public async Task HashIncrement_a_field_that_is_no_number_is_named()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "f", "abc");
        foreach (object call in (object[])[new { key = mcp.Prefix, field = "f" }, new { key = mcp.Prefix, field = "f", byFloat = 0.5 }])
        {
            var error = await mcp.FailAsync(Tool, call);
            Assert.Equal("invalid_argument", error.Code);
            Assert.StartsWith("field:", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task HashIncrement_wrong_type_and_wrong_arguments()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "1");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f" })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", byFloat = 0.5 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", by = 1, byFloat = 0.5 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", by = "9223372036854775808" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", byFloat = "NaN" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, field = "f", byFloat = "inf" })).Code);
    }

    [Fact]
    public async Task HashIncrement_keeps_the_expiry_and_the_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "", "1");
        await redis.CallAsync("PEXPIRE", mcp.Prefix, 1_000_000);
        Assert.Equal("2", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, field = "" })).At("value").GetString());
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, field = "" })).Code);
    }
}
