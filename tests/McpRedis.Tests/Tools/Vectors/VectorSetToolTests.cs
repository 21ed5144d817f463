using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorSetToolTests(RedisFixture redis)
{
    [Fact]
    public async Task VectorSet_sets_and_removes_attributes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var items = new[] { new { member = "east", attributes = "" }, new { member = "west", attributes = "{\"a\":[1]}" }, new { member = "none", attributes = "{}" } };
        if (!await redis.HasVectorsAsync(mcp, "redis_vector_set", new { key = mcp.Prefix, items }))
        {
            return;
        }
        await redis.FillAsync(mcp.Prefix);
        Assert.Equal(2, (await mcp.CallAsync("redis_vector_set", new { key = mcp.Prefix, items })).At("changed").GetInt64());
        Assert.True((await redis.CallAsync("VGETATTR", mcp.Prefix, "east")).IsNull);
        Assert.Equal("{\"a\":[1]}", (await redis.CallAsync("VGETATTR", mcp.Prefix, "west")).Text);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_vector_set", new { key = mcp.Prefix, items = new[] { new { member = "east", attributes = "x" } } })).Code);
    }
}
