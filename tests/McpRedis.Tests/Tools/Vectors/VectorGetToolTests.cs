using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_vector_get";

    [Fact]
    public async Task VectorGet_members_with_what_was_asked_for()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] members = ["east", "west", "none"];
        if (!await redis.HasVectorsAsync(mcp, Tool, new { key = mcp.Prefix, members }))
        {
            return;
        }
        Assert.False((await mcp.CallAsync(Tool, new { key = mcp.Prefix, members })).List("items")[0].At("exists").GetBoolean());
        await redis.FillAsync(mcp.Prefix);
        var items = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, members, vectors = true, links = true })).List("items");
        Assert.Equal([1.0, 0.0], items[0].List("vector").Select(n => n.GetDouble()));
        Assert.Equal("{\"year\":1990}", items[0].At("attributes").Latin());
        Assert.Equal(["north", "northeast", "west"], items[0].List("links").Select(l => l.Latin()).Order(StringComparer.Ordinal));
        Assert.True(items[1].IsNull("attributes"));
        Assert.False(items[2].At("exists").GetBoolean());
        var bare = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, members })).List("items")[0];
        Assert.True(bare.IsNull("vector") && bare.IsNull("links"));
        Assert.Equal(2, bare.At("dimension").GetInt32());
        Assert.Equal(4, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, random = 10 })).List("items").Length);
    }

    [Fact]
    public async Task VectorGet_long_vectors_stay_within_the_budget()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        if (!await redis.HasVectorsAsync(mcp, Tool, new { key = mcp.Prefix, random = 1 }))
        {
            return;
        }
        for (int i = 0; i < 5; i++)
        {
            await redis.CallAsync(["VADD", mcp.Prefix, "VALUES", 500, .. Enumerable.Range(0, 500).Select(n => (object)$"{n}.{i + 1}"), $"m{i}", "NOQUANT"]);
        }
        var answer = await mcp.SendAsync(Tool, new { key = mcp.Prefix, members = new[] { "m0", "m1", "m2", "m3", "m4" }, vectors = true });
        Assert.InRange(answer.Text.Length, 1000, 32 * 1024);
        Assert.Equal("bytes", answer.Reply.At("truncatedBy").GetString());
        Assert.Equal(5, answer.Reply.List("items").Length + answer.Reply.At("unread").GetInt64());
    }

    [Fact]
    public async Task VectorGet_wants_members_or_random()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" }, random = 1 })).Code);
    }
}
