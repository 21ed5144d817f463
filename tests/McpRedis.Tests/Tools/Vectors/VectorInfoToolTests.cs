using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorInfoToolTests(RedisFixture redis)
{
    [Fact]
    public async Task VectorInfo_of_a_set_and_of_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (!await redis.HasVectorsAsync(mcp, "redis_vector_info", new { key = mcp.Prefix }))
        {
            return;
        }
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_vector_info", new { key = mcp.Prefix })).Code);
        await redis.FillAsync(mcp.Prefix);
        var reply = await mcp.CallAsync("redis_vector_info", new { key = mcp.Prefix });
        Assert.Equal((4, 2, "f32"), (reply.At("total").GetInt64(), reply.At("dimension").GetInt64(), reply.At("quantization").GetString()));
        Assert.Equal(3, reply.At("withAttributes").GetInt64());
    }
}
