using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Strings;

public sealed class StringIncrementToolTests(RedisFixture redis)
{
    private const string Tool = "redis_string_increment";

    [Theory]
    [InlineData(null, null, "1")]
    [InlineData(null, 0L, "0")]
    [InlineData(null, -1L, "-1")]
    [InlineData("10", 2147483648L, "2147483658")]
    [InlineData("1", 9007199254740992L, "9007199254740993")]
    [InlineData("9223372036854775806", 1L, "9223372036854775807")]
    [InlineData(null, long.MinValue, "-9223372036854775808")]
    public async Task StringIncrement_adds_exactly(string? before, long? by, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (before is not null)
        {
            await redis.CallAsync("SET", mcp.Prefix, before);
        }
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, by });
        Assert.Equal(after, reply.At("value").GetString());
        Assert.Equal(after, (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }

    [Theory]
    [InlineData("9223372036854775807", 1L)]
    [InlineData("-9223372036854775808", -1L)]
    [InlineData("abc", 1L)]
    [InlineData("", 1L)]
    [InlineData("1.5", 1L)]
    [InlineData(" 1", 1L)]
    public async Task StringIncrement_overflow_or_no_number_is_refused_and_changes_nothing(string before, long by)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, before);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, by })).Code);
        Assert.Equal(before, (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }

    [Theory]
    [InlineData("10.5", 0.1, "10.6")]
    [InlineData(null, -2.5, "-2.5")]
    [InlineData("0", 1e20, "100000000000000000000")]
    public async Task StringIncrement_fractions(string? before, double byFloat, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (before is not null)
        {
            await redis.CallAsync("SET", mcp.Prefix, before);
        }
        Assert.Equal(after, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, byFloat })).At("value").GetString());
    }

    [Fact]
    public async Task StringIncrement_wrong_type_and_wrong_arguments()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "1");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, byFloat = 0.5 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, by = 1, byFloat = 0.5 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, by = "9223372036854775808" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, byFloat = "NaN" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, byFloat = "1e999" })).Code);
    }

    [Fact]
    public async Task StringIncrement_numbers_may_come_as_text()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("5", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, by = "5" })).At("value").GetString());
    }

    [Fact]
    public async Task StringIncrement_keeps_the_expiry_and_the_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "1", "PX", 1_000_000);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("2", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }
}
