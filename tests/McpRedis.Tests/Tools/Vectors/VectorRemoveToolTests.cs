using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorRemoveToolTests(RedisFixture redis)
{
    [Fact]
    public async Task VectorRemove_counts_what_was_there_and_the_last_takes_the_key()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (!await redis.HasVectorsAsync(mcp, "redis_vector_remove", new { key = mcp.Prefix, members = new[] { "east" } }))
        {
            return;
        }
        await redis.FillAsync(mcp.Prefix);
        Assert.Equal(1, await RemoveAsync(mcp, "east", "none"));
        Assert.Equal(3, (await redis.CallAsync("VCARD", mcp.Prefix)).Integer);
        Assert.Equal(3, await RemoveAsync(mcp, "north", "west", "northeast"));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    private static async Task<long> RemoveAsync(ToolHarness mcp, params string[] members) =>
        (await mcp.CallAsync("redis_vector_remove", new { key = mcp.Prefix, members })).At("changed").GetInt64();
}
