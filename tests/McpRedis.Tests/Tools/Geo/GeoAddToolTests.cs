using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Geo;

public sealed class GeoAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_geo_add";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task GeoAdd_takes_any_bytes(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] member = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. member];
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { key, items = new[] { new { member, longitude = 14.4, latitude = 50.1 } }, encoding = "base64" })).At("changed").GetInt64());
        Assert.Equal(member, (await redis.CallAsync("ZRANGE", key, 0, -1))[0].Bytes);
    }

    [Fact]
    public async Task GeoAdd_counts_added_and_moved_and_keeps_conditions()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal(2, await AddAsync(mcp, "always", ("a", 1), ("b", 2)));
        Assert.Equal(1, await AddAsync(mcp, "always", ("a", 1), ("b", 3)));
        Assert.Equal(0, await AddAsync(mcp, "ifExists", ("c", 1)));
        Assert.Equal(0, await AddAsync(mcp, "ifAbsent", ("a", 9)));
        Assert.Equal(2, (await redis.CallAsync("ZCARD", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData(180.0001, 0, "items[0].longitude")]
    [InlineData(-181, 0, "items[0].longitude")]
    [InlineData(0, 85.06, "items[0].latitude")]
    [InlineData(0, -90, "items[0].latitude")]
    public async Task GeoAdd_positions_out_of_range_are_named(double longitude, double latitude, string named)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { member = "m", longitude, latitude } } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.StartsWith(named, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task GeoAdd_limits_of_what_can_be_held_and_other_types()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var edges = new[] { new { member = "a", longitude = 180.0, latitude = 85.05112878 }, new { member = "b", longitude = -180.0, latitude = -85.05112878 }, new { member = "c", longitude = 1e-7, latitude = -1e-9 } };
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = edges })).At("changed").GetInt64());
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", items = edges })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { member = "n", longitude = "nan", latitude = 0 } } })).Code);
    }

    private static async Task<long> AddAsync(ToolHarness mcp, string condition, params (string Member, double Longitude)[] items) =>
        (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = items.Select(i => new { member = i.Member, longitude = i.Longitude, latitude = 0 }).ToArray(), condition })).At("changed").GetInt64();
}
