using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Bits;

public sealed class BitCombineToolTests(RedisFixture redis)
{
    private const string Tool = "redis_bit_combine";

    [Theory]
    [InlineData("and", 0b0001_0000)]
    [InlineData("or", 0b0111_0001)]
    [InlineData("xor", 0b0110_0001)]
    public async Task BitCombine_stores_the_result(string operation, byte expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await PairAsync(mcp);
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { operation, keys, newKey = mcp.Prefix + "r" })).At("sizeBytes").GetInt64());
        Assert.Equal([expected], (await redis.CallAsync("GET", mcp.Prefix + "r")).Bytes!);
    }

    [Theory]
    [InlineData("diff", 0b0010_0001)]
    [InlineData("one", 0b0110_0001)]
    public async Task BitCombine_newer_operations_work_or_are_unsupported(string operation, byte expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await PairAsync(mcp);
        bool known = !(await (await redis.ConnectAsync()).SendAsync("BITOP", operation, mcp.Prefix + "probe", keys[0], keys[1])).IsError;
        var answer = await mcp.SendAsync(Tool, new { operation, keys, newKey = mcp.Prefix + "r" });
        Assert.Equal(known ? null : "unsupported_by_server", answer.Error?.Code);
        if (known)
        {
            Assert.Equal([expected], (await redis.CallAsync("GET", mcp.Prefix + "r")).Bytes!);
        }
        else
        {
            Assert.Contains("8.2", answer.Error!.Hint, StringComparison.Ordinal);
            Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "r")).Integer);
        }
    }

    [Fact]
    public async Task BitCombine_not_takes_one_key_and_nothing_makes_no_key()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await PairAsync(mcp);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { operation = "not", keys, newKey = mcp.Prefix + "r" })).Code);
        await mcp.CallAsync(Tool, new { operation = "not", keys = keys[..1], newKey = mcp.Prefix + "r" });
        Assert.Equal([0b1100_1110], (await redis.CallAsync("GET", mcp.Prefix + "r")).Bytes!);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { operation = "or", keys = new[] { mcp.Prefix + "none" }, newKey = mcp.Prefix + "r2" })).At("sizeBytes").GetInt64());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "r2")).Integer);
    }

    [Fact]
    public async Task BitCombine_over_an_existing_key_must_be_confirmed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await PairAsync(mcp);
        await redis.CallAsync("RPUSH", mcp.Prefix + "l", "1", "2", "3");
        var error = await mcp.FailAsync(Tool, new { operation = "or", keys, newKey = mcp.Prefix + "l" });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("a list of length 3", error.Message, StringComparison.Ordinal);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { operation = "or", keys, newKey = keys[0] })).Code);
        Assert.Equal(3, (await redis.CallAsync("LLEN", mcp.Prefix + "l")).Integer);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { operation = "or", keys = new[] { mcp.Prefix + "l" }, newKey = keys[0] })).Code);
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await free.CallAsync(Tool, new { operation = "or", keys, newKey = mcp.Prefix + "l" });
        Assert.Equal([0b0111_0001], (await redis.CallAsync("GET", mcp.Prefix + "l")).Bytes!);
    }

    private async Task<string[]> PairAsync(ToolHarness mcp)
    {
        await redis.CallAsync("SET", mcp.Prefix + "a", (byte[])[0b0011_0001]);
        await redis.CallAsync("SET", mcp.Prefix + "b", (byte[])[0b0101_0000]);
        return [mcp.Prefix + "a", mcp.Prefix + "b"];
    }
}
