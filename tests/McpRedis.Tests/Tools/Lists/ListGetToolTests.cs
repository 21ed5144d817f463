using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Lists;

public sealed class ListGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_list_get";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task ListGet_gives_any_bytes_exactly_and_finds_them(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = Encoding.UTF8.GetBytes(mcp.Prefix);
        await redis.CallAsync("RPUSH", key, "first", bytes);
        var elements = (await mcp.CallAsync(Tool, new { key = mcp.Prefix })).List("elements");
        Assert.Equal(bytes, elements[1].Bytes());
        Assert.Equal(bytes, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, start = -1 })).List("elements")[0].Bytes());
        var found = await mcp.CallAsync(Tool, new { key, value = bytes, encoding = "base64" });
        Assert.Equal(1, Assert.Single(found.List("indexes")).GetInt64());
        Assert.True(found.IsNull("elements"));
    }

    [Theory]
    [InlineData(null, null, "abcdef", 0L)]
    [InlineData(1L, 2L, "bc", 1L)]
    [InlineData(-2L, null, "ef", 4L)]
    [InlineData(-2L, -2L, "e", 4L)]
    [InlineData(-100L, 0L, "a", 0L)]
    [InlineData(null, -6L, "a", 0L)]
    [InlineData(2L, 1L, "", null)]
    [InlineData(6L, null, "", null)]
    [InlineData(0L, -7L, "", null)]
    [InlineData(2147483648L, 9007199254740992L, "", null)]
    [InlineData(long.MinValue, long.MaxValue, "abcdef", 0L)]
    [InlineData(long.MaxValue, long.MaxValue, "", null)]
    public async Task ListGet_indexes_are_those_of_redis(long? start, long? end, string elements, long? first)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c", "d", "e", "f");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, start, end });
        Assert.Equal(elements, string.Concat(reply.List("elements").Select(e => e.Latin())));
        Assert.Equal(first, reply.IsNull("start") ? null : reply.At("start").GetInt64());
        Assert.Equal((6, false), (reply.At("total").GetInt64(), reply.At("truncated").GetBoolean()));
    }

    [Fact]
    public async Task ListGet_pages_of_a_range_bring_every_element_once()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["RPUSH", mcp.Prefix, .. Enumerable.Range(0, 1000).Select(i => $"e{i}")]);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["start"] = -900, ["end"] = -101, ["limit"] = 300 });
        Assert.Equal(Enumerable.Range(100, 800).Select(i => $"e{i}"), pages.SelectMany(p => p.List("elements")).Select(e => e.Latin()));
        Assert.Equal([100L, 400L, 700L], pages.Select(p => p.At("start").GetInt64()));
        Assert.Equal("limit", pages[0].At("truncatedBy").GetString());
    }

    [Fact]
    public async Task ListGet_indexes_of_a_value_come_page_by_page()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["RPUSH", mcp.Prefix, .. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? "" : "x")]);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["value"] = "", ["limit"] = 40 });
        Assert.Equal(3, pages.Count);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 3L), pages.SelectMany(p => p.List("indexes")).Select(i => i.GetInt64()));
        var none = await mcp.CallAsync(Tool, new { key = mcp.Prefix, value = "y" });
        Assert.Empty(none.List("indexes"));
        Assert.True(none.IsNull("cursor"));
    }

    [Fact]
    public async Task ListGet_large_elements_are_cut_and_one_alone_is_shown_further()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string big = new('x', 12_000);
        await redis.CallAsync("RPUSH", mcp.Prefix, big, "s");
        var cut = (await mcp.CallAsync(Tool, new { key = mcp.Prefix })).List("elements");
        Assert.Equal((4096, 12_000L), (cut[0].Bytes().Length, cut[0].At("sizeBytes").GetInt64()));
        Assert.Equal("s", cut[1].Latin());
        Assert.Equal(big, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, start = 0, end = 0 })).List("elements")[0].Latin());
        var page = await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.Equal((true, "value"), (page.At("truncated").GetBoolean(), page.At("truncatedBy").GetString()));
    }

    [Fact]
    public async Task ListGet_one_element_is_read_to_its_end_by_cursor()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string huge = string.Concat(Enumerable.Range(0, 100_000).Select(i => i % 10 == 0 ? "ž" : $"{i % 10}"));
        await redis.CallAsync("RPUSH", mcp.Prefix, "s", huge, "t");
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["start"] = 1, ["end"] = 1 });
        Assert.Equal(Encoding.UTF8.GetBytes(huge), pages.SelectMany(p => p.List("elements")[0].Bytes()));
        Assert.All(pages, p => Assert.Equal((1, 3), (p.At("start").GetInt64(), p.At("total").GetInt64())));
        Assert.All(pages[..^1], p => Assert.Equal("value", p.At("truncatedBy").GetString()));
    }

    [Fact]
    public async Task ListGet_matches_beyond_any_list_are_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "a");
        Assert.Contains("cursor", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, value = "a", cursor = $"list:{long.MaxValue}" })).Message, StringComparison.Ordinal);
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, value = "a", cursor = "list:7" })).List("indexes"));
    }

    [Fact]
    public async Task ListGet_missing_key_wrong_type_scope_and_arguments()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, value = "a" })).Code);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "1");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Contains("value", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, value = "a", end = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("cursor", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, cursor = "hash:0+0/1" })).Message, StringComparison.Ordinal);
        Assert.Contains("start", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, start = "9223372036854775808" })).Message, StringComparison.Ordinal);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix })).Code);
    }
}
