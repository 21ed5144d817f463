using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Lists;

public sealed class ListPushToolTests(RedisFixture redis)
{
    private const string Tool = "redis_list_push";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task ListPush_stores_any_bytes_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        await mcp.CallAsync(Tool, new { key, values = new[] { bytes }, encoding = "base64" });
        Assert.Equal(bytes, (await redis.CallAsync("LINDEX", key, 0)).Bytes);
    }

    [Fact]
    public async Task ListPush_to_both_ends_in_order()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var first = await mcp.CallAsync(Tool, new { key = mcp.Prefix, values = new[] { "c", "d" } });
        Assert.Equal((true, 2, 2), (first.At("applied").GetBoolean(), first.At("pushed").GetInt64(), first.At("total").GetInt64()));
        Assert.Equal(4, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, values = new[] { "b", "a" }, side = "head" })).At("total").GetInt64());
        Assert.Equal("abcd", await ElementsAsync(mcp.Prefix));
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData("head")]
    [InlineData("tail")]
    public async Task ListPush_only_to_a_list_that_exists(string side)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var call = new { key = mcp.Prefix, values = new[] { "a" }, side, ifExists = true, ttlMs = 1_000_000, maxLength = 5 };
        var reply = await mcp.CallAsync(Tool, call);
        Assert.Equal((false, 0, 0), (reply.At("applied").GetBoolean(), reply.At("pushed").GetInt64(), reply.At("total").GetInt64()));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
        await redis.CallAsync("RPUSH", mcp.Prefix, "m");
        Assert.Equal(2, (await mcp.CallAsync(Tool, call)).At("total").GetInt64());
        Assert.Equal(side == "head" ? "am" : "ma", await ElementsAsync(mcp.Prefix));
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
    }

    [Fact]
    public async Task ListPush_inserts_beside_the_first_such_element()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] values = ["x"];
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, values, before = "b" })).At("total").GetInt64());
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "b", "");
        Assert.Equal(5, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, values, before = "b" })).At("total").GetInt64());
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, values = new[] { "y" }, after = "" });
        Assert.Equal("axbby", await ElementsAsync(mcp.Prefix));
        var none = await mcp.CallAsync(Tool, new { key = mcp.Prefix, values, after = "none" });
        Assert.False(none.At("applied").GetBoolean());
        Assert.True(none.IsNull("total"));
        Assert.Contains("values", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values = new[] { "x", "y" }, after = "a" })).Message, StringComparison.Ordinal);
        Assert.Contains("after", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values, before = "a", after = "a" })).Message, StringComparison.Ordinal);
        Assert.Contains("ttlMs", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values, before = "a", ttlMs = 5 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tail", "cdefg")]
    [InlineData("head", "gfabc")]
    public async Task ListPush_that_would_cut_elements_must_be_confirmed_and_keeps_what_was_pushed(string side, string after)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c", "d", "e");
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        var call = new { key = mcp.Prefix, values = new[] { "f", "g" }, side, maxLength = 5, ttlMs = 1_000_000 };
        var error = await mcp.FailAsync(Tool, call);
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains($"removes 2 of the 5 elements of a list, from its {(side == "tail" ? "head" : "tail")}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var reply = await free.CallAsync(Tool, call);
        Assert.Equal((2, 5, 2), (reply.At("pushed").GetInt64(), reply.At("total").GetInt64(), reply.At("removed").GetInt64()));
        Assert.Equal(after, await ElementsAsync(mcp.Prefix));
        Assert.InRange((await raw.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
    }

    [Fact]
    public async Task ListPush_within_its_length_asks_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, values = new[] { "b", "c" }, maxLength = 3 });
        Assert.Equal((3, 0), (reply.At("total").GetInt64(), reply.At("removed").GetInt64()));
    }

    [Theory]
    [InlineData("ttlMs", 0)]
    [InlineData("ttlMs", -1)]
    [InlineData("ttlMs", long.MaxValue)]
    [InlineData("ttlMs", 1L << 53)]
    [InlineData("maxLength", 0)]
    [InlineData("maxLength", -1)]
    [InlineData("maxLength", 1)]
    public async Task ListPush_number_out_of_range_is_refused_and_pushes_nothing(string name, long number)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new Dictionary<string, object> { ["key"] = mcp.Prefix, ["values"] = new[] { "a", "b" }, [name] = number });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task ListPush_wrong_type_scope_and_access()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        string[] values = ["a"];
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values, ttlMs = 1000 })).Code);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, values, maxLength = 1 })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix + "2", values })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix + "2", values })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "2")).Integer);
    }

    private async Task<string> ElementsAsync(string key) => string.Concat((await redis.CallAsync("LRANGE", key, 0, -1)).Texts);
}
