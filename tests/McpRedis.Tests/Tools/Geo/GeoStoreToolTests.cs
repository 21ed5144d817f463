using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Geo;

public sealed class GeoStoreToolTests(RedisFixture redis)
{
    private const string Tool = "redis_geo_store";

    [Fact]
    public async Task GeoStore_stores_positions_or_distances()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix);
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "r", member = "palermo", radiusM = 500_000 })).At("total").GetInt64());
        Assert.Equal(["catania", "palermo", "rome"], (await redis.CallAsync("ZRANGE", mcp.Prefix + "r", 0, -1)).Texts.Order(StringComparer.Ordinal));
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "d", member = "palermo", radiusM = 500_000, distances = true, limit = 2 })).At("total").GetInt64());
        Assert.InRange(double.Parse((await redis.CallAsync("ZSCORE", mcp.Prefix + "d", "catania")).Text, System.Globalization.CultureInfo.InvariantCulture), 166_000, 166_600);
    }

    [Fact]
    public async Task GeoStore_over_an_existing_key_must_be_confirmed_and_mistakes_come_first()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix);
        await redis.CallAsync("SET", mcp.Prefix + "s", "12345");
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "s", member = "palermo", radiusM = 1 });
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("a string of length 5", error.Message, StringComparison.Ordinal);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix, member = "palermo", radiusM = 1 })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "s", member = "none", radiusM = 1 })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", newKey = mcp.Prefix, member = "none", radiusM = 1 })).Code);
        Assert.Equal((4, "12345"), ((await redis.CallAsync("ZCARD", mcp.Prefix)).Integer, (await redis.CallAsync("GET", mcp.Prefix + "s")).Text));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal(0, (await free.CallAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "s", longitude = 0, latitude = 0, radiusM = 1 })).At("total").GetInt64());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "s")).Integer);
    }
}
