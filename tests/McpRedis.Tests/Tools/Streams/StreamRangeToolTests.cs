using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamRangeToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_range";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamRange_pages_hold_every_entry_once_in_either_direction(bool reverse)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 25);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["limit"] = 7, ["reverse"] = reverse });
        var expected = Enumerable.Range(1, 25).Select(i => $"{i}-0");
        Assert.Equal(reverse ? expected.Reverse() : expected, pages.SelectMany(p => p.Ids()));
        Assert.Equal([7, 7, 7, 4], pages.Select(p => p.List("entries").Length));
        Assert.Equal("3", pages.SelectMany(p => p.List("entries")).First(e => e.At("id").GetString() == "3-0").List("fields")[0].At("value").Latin());
    }

    [Fact]
    public async Task StreamRange_large_entries_stay_within_the_budget()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 40, new string('x', 3000));
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix });
        Assert.Equal(40, pages.Sum(p => p.List("entries").Length));
        Assert.Equal("bytes", pages[0].At("truncatedBy").GetString());
    }

    [Theory]
    [InlineData("3", "5", "3-0 4-0 5-0")]
    [InlineData("(3-0", "(6-0", "4-0 5-0")]
    [InlineData("9-0", null, "9-0 10-0")]
    [InlineData(null, "2-18446744073709551615", "1-0 2-0")]
    [InlineData("11", "18446744073709551615-18446744073709551615", "")]
    public async Task StreamRange_bounds(string? start, string? end, string expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 10);
        Assert.Equal(expected, string.Join(' ', (await mcp.CallAsync(Tool, new { key = mcp.Prefix, start, end })).Ids()));
        var reverse = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, start, end, reverse = true })).Ids();
        Assert.Equal(expected, string.Join(' ', reverse.Reverse()));
    }

    [Fact]
    public async Task StreamRange_waits_for_a_new_entry_and_a_small_call_passes_meanwhile()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 1);
        var waiting = mcp.CallAsync(Tool, new { key = mcp.Prefix, start = "(1-0", waitMs = 10_000 });
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "none" } });
        Assert.False(waiting.IsCompleted);
        await redis.CallAsync("XADD", mcp.Prefix, "2-0", "n", "late");
        Assert.Equal(["2-0"], (await waiting).Ids());
    }

    [Fact]
    public async Task StreamRange_wait_ends_empty_and_nothing_is_a_page()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, waitMs = 150 });
        Assert.Empty(reply.Ids());
        Assert.Equal(0, reply.At("total").GetInt64());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, waitMs = 10_001 })).Code);
    }

    [Fact]
    public async Task StreamRange_mistakes_have_names()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        foreach (object wrong in (object[])[new { key = mcp.Prefix + "s", start = "x" }, new { key = mcp.Prefix + "s", end = "1-2-3" }, new { key = mcp.Prefix + "s", cursor = "hash:1+0/1" }, new { key = mcp.Prefix + "s", limit = 0 },
            new { key = mcp.Prefix + "s", start = "(18446744073709551615-18446744073709551615" }])
        {
            Assert.Equal(wrong.ToString()!.Contains("hash", StringComparison.Ordinal) ? "conflict" : "invalid_argument", (await mcp.FailAsync(Tool, wrong)).Code);
        }
    }
}
