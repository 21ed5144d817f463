using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorSearchToolTests(RedisFixture redis)
{
    private const string Tool = "redis_vector_search";

    [Fact]
    public async Task VectorSearch_by_member_and_vector_with_filter_and_attributes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (!await redis.HasVectorsAsync(mcp, Tool, new { key = mcp.Prefix, member = "east" }))
        {
            return;
        }
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, vector = (double[])[1, 0] })).List("items"));
        await redis.FillAsync(mcp.Prefix);
        var near = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "east", details = true })).List("items");
        Assert.Equal(["east", "northeast", "north", "west"], near.Select(i => i.At("member").Latin()));
        Assert.Equal([1.0, 0.85, 0.5, 0.0], near.Select(i => Math.Round(i.At("score").GetDouble(), 2)));
        Assert.Equal("{\"year\":2010}", near[1].At("attributes").Latin());
        Assert.True(near[3].IsNull("attributes"));
        Assert.Equal(["north", "northeast"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, vector = (double[])[-0.1, 1], limit = 2 })).List("items").Select(i => i.At("member").Latin()));
        Assert.Equal(["northeast", "north"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, member = "east", filter = ".year >= 2000" })).List("items").Select(i => i.At("member").Latin()));
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, member = "east", filter = ".year >" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, vector = (double[])[1] })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, member = "none" })).Code);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", member = "none" })).Code);
    }

    [Fact]
    public async Task VectorSearch_wants_member_or_vector()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, member = "a", vector = (double[])[1] })).Code);
    }
}
