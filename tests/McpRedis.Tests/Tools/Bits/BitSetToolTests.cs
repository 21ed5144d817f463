using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Bits;

public sealed class BitSetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_bit_set";

    [Fact]
    public async Task BitSet_sets_and_increments_in_one_step()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var items = new object[] { new { offset = 7, value = 1 }, new { offset = 8, type = "u8", value = 255 }, new { offset = 8, type = "u8", by = -5 }, new { offset = 7, value = 1 } };
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items });
        Assert.Equal(["0", "0", "250", "1"], BitGetToolTests.Values(reply));
        Assert.Equal(4, reply.At("applied").GetInt64());
        Assert.Equal([1, 250], (await redis.CallAsync("GET", mcp.Prefix)).Bytes!);
    }

    [Theory]
    [InlineData("wrap", "1", 1)]
    [InlineData("saturate", "255", 255)]
    [InlineData("fail", "null", 250)]
    public async Task BitSet_overflow(string overflow, string value, byte stored)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, (byte[])[250]);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 0, type = "u8", by = 7 } }, overflow });
        Assert.Equal([value], BitGetToolTests.Values(reply));
        Assert.Equal(value == "null" ? 0 : 1, reply.At("applied").GetInt64());
        Assert.Equal([stored], (await redis.CallAsync("GET", mcp.Prefix)).Bytes!);
    }

    [Fact]
    public async Task BitSet_64_bit_edges()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 0, type = "i64", value = long.MinValue } } });
        Assert.Equal([long.MinValue.ToString(System.Globalization.CultureInfo.InvariantCulture)], BitGetToolTests.Values(await mcp.CallAsync("redis_bit_get", new { key = mcp.Prefix, items = new[] { new { offset = 0, type = "i64" } } })));
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 0, type = "i64", by = -1 } }, overflow = "saturate" });
        Assert.Equal([long.MinValue.ToString(System.Globalization.CultureInfo.InvariantCulture)], BitGetToolTests.Values(reply));
    }

    [Fact]
    public async Task BitSet_mistakes_change_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "t:" });
        foreach (object wrong in (object[])[new { offset = 0 }, new { offset = 0, value = 1, by = 1 }, new { offset = 4_294_967_296, value = 1 }, new { offset = -1, value = 1 }, new { offset = 0, value = 1, type = "u64" }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 0, value = 1 }, wrong } })).Code);
        }
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = "other", items = new[] { new { offset = 0, value = 1 } } })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 0, value = 1 } } })).Code);
    }
}
