using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Vectors;

public sealed class VectorAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_vector_add";

    [Fact]
    public async Task VectorAdd_adds_replaces_and_counts_what_is_new()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var items = new[] { new { member = "a", vector = (double[])[1, 0.5, -1e-3], attributes = "{\"n\":1}" }, new { member = "b", vector = (double[])[0, 0, 1], attributes = "{}" } };
        if (!await redis.HasVectorsAsync(mcp, Tool, new { key = mcp.Prefix, items }))
        {
            return;
        }
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items, quantization = "none" })).At("changed").GetInt64());
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new object[] { items[0], new { member = "", vector = (double[])[1, 1, 1] } } })).At("changed").GetInt64());
        Assert.Equal(3, (await redis.CallAsync("VCARD", mcp.Prefix)).Integer);
        Assert.Equal("{\"n\":1}", (await redis.CallAsync("VGETATTR", mcp.Prefix, "a")).Text);
        Assert.Equal(-0.001, double.Parse((await redis.CallAsync("VEMB", mcp.Prefix, "a"))[2].Text, System.Globalization.CultureInfo.InvariantCulture), 5);
    }

    [Fact]
    public async Task VectorAdd_mistakes_have_names_and_add_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "t:" });
        var good = new { member = "a", vector = (double[])[1, 2] };
        foreach (object wrong in (object[])[new { member = "b", vector = (double[])[1] }, new { member = "b", vector = Array.Empty<double>() }, new { member = "b", vector = (object[])[1, "x"] },
            new { member = "b", vector = (double[])[1, 2], attributes = "[1]" }, new { member = "b", vector = (double[])[1, 2], attributes = "{" }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { good, wrong } })).Code);
        }
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = "other", items = new[] { good } })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        if (!await redis.HasVectorsAsync(mcp, Tool, new { key = mcp.Prefix, items = new[] { good } }))
        {
            return;
        }
        await redis.FillAsync(mcp.Prefix);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { new { member = "a", vector = (double[])[1, 2, 3] } } })).Code);
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = new[] { good }, quantization = "binary" })).Code);
        Assert.Equal(4, (await redis.CallAsync("VCARD", mcp.Prefix)).Integer);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", items = new[] { good } })).Code);
    }
}
