using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Geo;

public sealed class GeoGetToolTests(RedisFixture redis)
{
    [Fact]
    public async Task GeoGet_positions_and_distances_from_the_first()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix);
        var items = (await mcp.CallAsync("redis_geo_get", new { key = mcp.Prefix, members = new[] { "palermo", "catania", "none" } })).List("items");
        Assert.InRange(items[0].At("longitude").GetDouble(), 13.3613, 13.3615);
        Assert.InRange(items[0].At("latitude").GetDouble(), 38.1155, 38.1156);
        Assert.Equal("sqc8b49rny0", items[0].At("geohash").GetString());
        Assert.Equal(0, items[0].At("distanceM").GetDouble());
        Assert.InRange(items[1].At("distanceM").GetDouble(), 166_000, 166_600);
        Assert.All((string[])["longitude", "latitude", "geohash", "distanceM"], member => Assert.True(items[2].IsNull(member)));
    }

    [Fact]
    public async Task GeoGet_missing_key_and_other_types()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.True((await mcp.CallAsync("redis_geo_get", new { key = mcp.Prefix, members = new[] { "a" } })).List("items")[0].IsNull("longitude"));
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync("redis_geo_get", new { key = mcp.Prefix, members = new[] { "a" } })).Code);
    }
}
