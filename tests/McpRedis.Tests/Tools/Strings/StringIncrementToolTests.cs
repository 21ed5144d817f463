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

    [Theory]
    [InlineData("inf", 1.5)]
    [InlineData("-inf", 1.5)]
    [InlineData("nan", 1.5)]
    [InlineData("abc", 1.5)]
    [InlineData("", 1.5)]
    public async Task StringIncrement_fraction_on_what_is_no_finite_number_is_refused_and_changes_nothing(string before, double byFloat)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, before);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, byFloat })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, byFloat, ttlMs = 1000 })).Code);
        Assert.Equal(before, (await redis.CallAsync("GET", mcp.Prefix)).Text);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StringIncrement_a_new_key_gets_its_expiry_in_the_same_step_and_keeps_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(() => redis.ConnectAsync());
        Assert.Equal("5", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, by = 5, ttlMs = 1_000_000 })).At("value").GetString());
        var lines = (await recorder.StopAsync()).ToList();
        string connection = lines.First(l => l.Contains($"\"INCRBY\" \"{mcp.Prefix}\"", StringComparison.Ordinal)).Split('[')[1].Split(']')[0];
        string[] own = [.. lines.Where(l => l.Contains(connection, StringComparison.Ordinal)).Select(l => l.Split("] ")[1].Split(' ')[0].Trim('"'))];
        Assert.Equal(["MULTI", "SET", "INCRBY"], own.Skip(Array.LastIndexOf(own, "MULTI")).Where(name => name is not ("EXEC" or "SELECT")).Take(3));
        await redis.CallAsync("PEXPIRE", mcp.Prefix, 500_000);
        Assert.Equal("6.5", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, byFloat = 1.5, ttlMs = 1_000_000 })).At("value").GetString());
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 500_000);
        await redis.CallAsync("PERSIST", mcp.Prefix);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, byFloat = 0.5, ttlMs = 1_000_000 });
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public async Task StringIncrement_time_out_of_range_is_refused_and_makes_no_key(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, ttlMs })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StringIncrement_with_an_expiry_leaves_another_type_alone()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "1");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, ttlMs = 1000 })).Code);
        Assert.Equal(1, (await redis.CallAsync("LLEN", mcp.Prefix)).Integer);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
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
