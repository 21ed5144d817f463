using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Geo;

public sealed class GeoSearchToolTests(RedisFixture redis)
{
    private const string Tool = "redis_geo_search";

    [Fact]
    public async Task GeoSearch_circle_and_box_around_member_and_point()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix);
        var near = await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 500_000 });
        Assert.Equal(["palermo", "catania", "rome"], near.Members());
        Assert.InRange(near.List("items")[1].At("distanceM").GetDouble(), 166_000, 166_600);
        Assert.InRange(near.List("items")[1].At("longitude").GetDouble(), 15.0872, 15.0874);
        Assert.Equal(["rome", "catania", "palermo"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 500_000, reverse = true })).Members());
        Assert.Equal(["catania", "palermo"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, longitude = 15, latitude = 37, widthM = 400_000, heightM = 400_000 })).Members());
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, longitude = -120.5, latitude = -37.25, radiusM = 1 })).Members());
        Assert.Equal(["palermo"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 0.5 })).Members());
    }

    [Fact]
    public async Task GeoSearch_limit_and_budget_are_said()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        await redis.FillAsync(mcp.Prefix);
        var two = await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 5_000_000, limit = 2 });
        Assert.Equal(["palermo", "catania"], two.Members());
        Assert.Equal((true, "limit"), (two.At("truncated").GetBoolean(), two.At("truncatedBy").GetString()));
        Assert.False((await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 5_000_000, limit = 4 })).At("truncated").GetBoolean());
        for (int i = 0; i < 100; i++)
        {
            await redis.CallAsync("GEOADD", mcp.Prefix, "13.36", "38.11", $"member-{i}");
        }
        Assert.Equal("bytes", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "palermo", radiusM = 5_000_000 })).At("truncatedBy").GetString());
    }

    [Fact]
    public async Task GeoSearch_mistakes_have_names()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix);
        foreach (object wrong in (object[])[
            new { key = mcp.Prefix, radiusM = 1 }, new { key = mcp.Prefix, member = "rome" }, new { key = mcp.Prefix, member = "rome", longitude = 1, latitude = 1, radiusM = 1 },
            new { key = mcp.Prefix, longitude = 1, radiusM = 1 }, new { key = mcp.Prefix, member = "rome", radiusM = 1, widthM = 1, heightM = 1 }, new { key = mcp.Prefix, member = "rome", widthM = 1 },
            new { key = mcp.Prefix, member = "rome", radiusM = -1 }, new { key = mcp.Prefix, longitude = 181, latitude = 1, radiusM = 1 }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, member = "none", radiusM = 1 })).Code);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", member = "none", radiusM = 1 })).Code);
    }
}
