using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Bits;

public sealed class BitGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_bit_get";

    [Fact]
    public async Task BitGet_reads_bits_and_integers_of_any_width()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, (byte[])[0x80, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        var items = new object[]
        {
            new { offset = 0 }, new { offset = 1 }, new { offset = 0, type = "u16" }, new { offset = 0, type = "i16" }, new { offset = 4, type = "u12" },
            new { offset = 16, type = "i64" }, new { offset = 16, type = "u63" }, new { offset = 4_294_967_295 }, new { offset = 4_294_967_232, type = "i64" },
        };
        Assert.Equal(["1", "0", "32769", "-32767", "1", "-1", "9223372036854775807", "0", "0"], Values(await mcp.CallAsync(Tool, new { key = mcp.Prefix, items })));
    }

    [Fact]
    public async Task BitGet_missing_key_is_zeros_and_another_type_is_wrong_type()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal(["0"], Values(await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 7, type = "u8" } } })));
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { offset = 7 } } })).Code);
    }

    [Theory]
    [InlineData(-1, null, "items[1].offset")]
    [InlineData(4_294_967_296, null, "items[1].offset")]
    [InlineData(4_294_967_295, "u2", "items[1].offset")]
    [InlineData(long.MaxValue, "u63", "items[1].offset")]
    [InlineData(0, "u64", "items[1].type")]
    [InlineData(0, "i65", "items[1].type")]
    [InlineData(0, "u0", "items[1].type")]
    [InlineData(0, "u08", "items[1].type")]
    [InlineData(0, "8", "items[1].type")]
    [InlineData(0, "u", "items[1].type")]
    [InlineData(0, "", "items[1].type")]
    public async Task BitGet_mistakes_are_named(long offset, string? type, string named)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new object[] { new { offset = 0 }, new { offset, type } } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.StartsWith(named, error.Message, StringComparison.Ordinal);
    }

    internal static string[] Values(System.Text.Json.JsonElement reply) => [.. reply.List("values").Select(v => v.GetString() ?? "null")];
}
