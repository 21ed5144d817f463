using McpRedis.Tests.Support;
using McpRedis.Tests.Tools.Commands;

namespace McpRedis.Tests.Redis;

/// <summary>Everyday mistakes in arguments, as the server at hand words them.</summary>
public sealed class ArgumentErrorsTests(RedisFixture redis)
{
    [Theory]
    [InlineData("ZADD {p}z NX XX 1 a", "NX and XX")]
    [InlineData("ZADD {p}z GT LT 1 a", "GT, LT")]
    [InlineData("ZADD {p}z INCR 1 a 2 b", "INCR")]
    [InlineData("ZRANGEBYSCORE {p}z a b", "scores")]
    [InlineData("ZRANGEBYLEX {p}z a b", "[member")]
    [InlineData("ZRANGE {p}z 0 -1 LIMIT 0 1", "LIMIT")]
    [InlineData("ZINTERSTORE {p}d 1 {p}z WEIGHTS a", "WEIGHTS")]
    [InlineData("ZINTER 0 {p}z", "numkeys")]
    [InlineData("SINTERCARD 0 {p}s", "numkeys")]
    [InlineData("SINTERCARD 2 {p}s", "numkeys")]
    [InlineData("SETRANGE {p}s -1 a", "offset")]
    [InlineData("SETBIT {p}b bad 1", "offset of a bit")]
    [InlineData("SETBIT {p}b 1 2", "0 or 1")]
    [InlineData("BITPOS {p}b 2", "0 or 1")]
    [InlineData("BITFIELD {p}b GET u99 0", "u63")]
    [InlineData("BITOP NOT {p}d {p}a {p}b", "one source key")]
    [InlineData("GEOADD {p}g 500 10 m", "Longitude")]
    [InlineData("GEODIST {p}g a b xx", "km")]
    [InlineData("EXPIRE {p}s 10 NX XX", "NX")]
    [InlineData("EXPIRE {p}s 10 GT LT", "GT and LT")]
    [InlineData("EXPIRE {p}s 10 SOON", "options")]
    [InlineData("LPOS {p}l a RANK 0", "RANK")]
    [InlineData("LMPOP 0 {p}l LEFT", "numkeys")]
    [InlineData("SORT {p}words", "ALPHA")]
    [InlineData("XADD {p}x 0-0 f v", "0-0")]
    [InlineData("XADD {p}x MAXLEN -1 * f v", "MAXLEN")]
    [InlineData("XREAD STREAMS {p}x {p}y 0", "as many ids")]
    [InlineData("COMMAND GETKEYS NOPE a", "does not know")]
    public async Task Mistake_is_told(string line, string told)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string p = mcp.Prefix;
        await using var raw = await redis.ConnectAsync();
        await raw.CallAsync("SET", p + "s", "text");
        await raw.CallAsync("GEOADD", p + "g", "1", "1", "a", "2", "2", "b");
        await raw.CallAsync("ZADD", p + "z", "1", "a");
        await raw.CallAsync("RPUSH", p + "l", "a");
        await raw.CallAsync("RPUSH", p + "words", "x", "y");
        await raw.CallAsync("XADD", p + "x", "*", "f", "v");
        var error = await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines(line.Replace("{p}", p, StringComparison.Ordinal).Split(' ')));
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains(told, $"{error.Message} {error.Hint}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SETEX {p} 0 v")]
    [InlineData("EXPIRE {p} 9223372036854775807")]
    [InlineData("SET {p} v PX -1")]
    public async Task Expiry_is_not_named_as_an_argument_the_command_lacks(string line)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        var error = await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines(line.Replace("{p}", mcp.Prefix, StringComparison.Ordinal).Split(' ')));
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("time to live", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ttlMs", error.Message, StringComparison.Ordinal);
    }

    // What a tool looks with is no word of its caller's.
    [Theory]
    [InlineData("redis_hash_set", "HSET works on")]
    [InlineData("redis_hash_get", "a hash")]
    [InlineData("redis_list_get", "a list")]
    [InlineData("redis_set_get", "a set")]
    [InlineData("redis_zset_get", "a sorted set")]
    public async Task Wrong_type_names_the_type_a_tool_works_on_and_not_the_command_it_looks_with(string tool, string told)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        var error = await mcp.FailAsync(tool, tool.EndsWith("_set", StringComparison.Ordinal) ? new { key = mcp.Prefix, items = new[] { new { field = "f", value = "v" } } } : new { key = mcp.Prefix });
        Assert.Equal(("wrong_type", $"The key holds another type than {told}."), (error.Code, error.Message));
    }
}
