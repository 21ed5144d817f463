using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Bits;

public sealed class BitCountToolTests(RedisFixture redis)
{
    private const string Tool = "redis_bit_count";

    [Theory]
    [InlineData(null, null, null, 9, 8L, 0L)]
    [InlineData(2, null, null, 0, null, 16L)]
    [InlineData(1, 1, null, 8, 8L, null)]
    [InlineData(-1, -1, null, 1, 31L, 24L)]
    [InlineData(9, 10, "bit", 2, 9L, null)]
    [InlineData(-1, -1, "bit", 1, 31L, null)]
    [InlineData(100, 200, null, 0, null, null)]
    public async Task BitCount_counts_and_finds_within_a_range(int? start, int? end, string? unit, int count, long? firstSet, long? firstClear)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, (byte[])[0x00, 0xFF, 0x00, 0x01]);
        if (start == 2)
        {
            await redis.CallAsync("SET", mcp.Prefix, (byte[])[0x00, 0xFF, 0x00, 0x00]);
        }
        var item = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, start, end, unit })).List("items")[0];
        Assert.Equal(count, item.At("count").GetInt64());
        Assert.Equal(firstSet, item.IsNull("firstSet") ? null : item.At("firstSet").GetInt64());
        Assert.Equal(firstClear, item.IsNull("firstClear") ? null : item.At("firstClear").GetInt64());
    }

    [Fact]
    public async Task BitCount_many_keys_missing_and_of_another_type()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "a", (byte[])[0xFF]);
        await redis.CallAsync("RPUSH", mcp.Prefix + "l", "a");
        var items = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "none", mcp.Prefix + "l" } })).List("items");
        Assert.Equal((8, 0), (items[0].At("count").GetInt64(), items[1].At("count").GetInt64()));
        Assert.True(items[0].IsNull("firstClear"));
        Assert.Equal("wrong_type", items[2].At("error").GetString());
        Assert.True(items[2].IsNull("count"));
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "l" } })).Code);
    }
}
