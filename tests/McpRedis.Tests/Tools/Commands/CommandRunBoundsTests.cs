using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>How much is read is bounded before it is read, by what it takes in memory.</summary>
public sealed class CommandRunBoundsTests(RedisFixture redis)
{
    private const int Elements = 60;

    [Theory]
    [InlineData("HSCAN {p}h 0 COUNT 10000", "HSCAN {p}h 0 COUNT 5")]
    [InlineData("HRANDFIELD {p}h 500 WITHVALUES", "HRANDFIELD {p}h 3 WITHVALUES")]
    [InlineData("HRANDFIELD {p}h -500 WITHVALUES", "HRANDFIELD {p}h")]
    [InlineData("SSCAN {p}s 0 COUNT 60", "SSCAN {p}s 0 COUNT 5")]
    [InlineData("SRANDMEMBER {p}s -60", "SRANDMEMBER {p}s")]
    [InlineData("ZSCAN {p}z 0 COUNT 60", "ZSCAN {p}z 0 COUNT 5")]
    [InlineData("ZRANDMEMBER {p}z 60 WITHSCORES", "ZRANDMEMBER {p}z 2 WITHSCORES")]
    [InlineData("XREAD COUNT 500 STREAMS {p}x 0", "XREAD COUNT 5 STREAMS {p}x 0")]
    [InlineData("XREADGROUP GROUP g c COUNT 500 STREAMS {p}x >", "XREADGROUP GROUP g c COUNT 5 STREAMS {p}x >")]
    [InlineData("XINFO STREAM {p}x FULL COUNT 400", "XINFO STREAM {p}x FULL COUNT 5")]
    [InlineData("XAUTOCLAIM {p}x g c 0 0 COUNT 60", "XAUTOCLAIM {p}x g c 0 0 COUNT 5")]
    [InlineData("LINDEX {p}huge 0", "LINDEX {p}l 0")]
    [InlineData("LMOVE {p}huge {p}other LEFT LEFT", "LMOVE {p}l {p}other LEFT LEFT")]
    [InlineData("RPOPLPUSH {p}huge {p}other", "RPOPLPUSH {p}l {p}other")]
    public async Task Much_is_refused_and_less_is_read(string much, string less)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string p = mcp.Prefix, value = new('x', 40_000);
        await using var raw = await redis.ConnectAsync();
        for (int i = 0; i < Elements; i++)
        {
            await raw.CallAsync("HSET", p + "h", $"f{i}", value);
            await raw.CallAsync("SADD", p + "s", $"{i}{value}");
            await raw.CallAsync("ZADD", p + "z", i, $"{i}{value}");
            await raw.CallAsync("XADD", p + "x", "*", "f", value);
            await raw.CallAsync("RPUSH", p + "l", value);
        }
        await raw.CallAsync("XGROUP", "CREATE", p + "x", "g", "0");
        await raw.CallAsync("RPUSH", p + "huge", new string('x', 3_000_000));
        var error = await mcp.FailAsync("redis_command_run", Line(p, much));
        Assert.Equal("budget_exceeded", error.Code);
        Assert.NotEmpty(error.Hint);
        Assert.Equal(1, (await raw.CallAsync("LLEN", p + "huge")).Integer);
        await mcp.CallAsync("redis_command_run", Line(p, less));
    }

    [Fact]
    public async Task Values_of_keys_that_SORT_does_not_name_are_not_read()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string p = mcp.Prefix;
        await redis.CallAsync("RPUSH", p + "ids", "1", "2");
        await redis.CallAsync("SET", p + "k1", "v");
        Assert.Equal("command_not_allowed", (await mcp.FailAsync("redis_command_run", Line(p, "SORT {p}ids BY nosort GET {p}k*"))).Code);
        Assert.Equal("command_not_allowed", (await mcp.FailAsync("redis_command_run", Line(p, "SORT_RO {p}ids GET # GET {p}k*"))).Code);
        Assert.Equal(2, (await mcp.CallAsync("redis_command_run", Line(p, "SORT {p}ids DESC GET #"))).List("results")[0].At("result").GetArrayLength());
        await mcp.CallAsync("redis_command_run", Line(p, "SORT {p}ids GET {p}k* STORE {p}stored"));
        Assert.Equal(2, (await redis.CallAsync("LLEN", p + "stored")).Integer);
    }

    [Fact]
    public async Task Many_commands_together_are_bounded_too()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync(["RPUSH", p + "l", .. Enumerable.Range(0, 20).Select(object (_) => new string('x', 40_000))]);
        string[] line = ["LRANGE", p + "l", "0", "-1"];
        await mcp.CallAsync("redis_command_run", CommandRunToolTests.Lines(line, line));
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines([.. Enumerable.Repeat(line, 8)]))).Code);
    }

    private static object Line(string prefix, string line) => CommandRunToolTests.Lines(line.Replace("{p}", prefix, StringComparison.Ordinal).Split(' '));
}
