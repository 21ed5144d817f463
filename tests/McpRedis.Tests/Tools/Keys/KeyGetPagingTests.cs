using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

/// <summary>Data at rest, read page by page to the end: every element once, every page within its budget.</summary>
public sealed class KeyGetPagingTests(RedisFixture redis)
{
    private const string Tool = "redis_key_get";
    private const int Small = 20, Large = 700;   // listpack, and what no encoding keeps compact

    public static TheoryData<string, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, int>();
            foreach (string type in StoredSample.Types)
            {
                foreach (int count in (int[])[Small, Large])
                {
                    foreach ((int limit, int budget) in (ReadOnlySpan<(int, int)>)[(1, 4096), (7, 4096), (500, 4096), (7, 4 << 20), (500, 4 << 20)])
                    {
                        cases.Add(type, count, limit, budget);
                    }
                }
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task KeyGet_pages_hold_every_element_once(string type, int count, int limit, int budget)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = budget });
        await using RawRedis raw = await redis.ConnectAsync();
        string[] expected = await StoredSample.SeedAsync(raw, type, mcp.Prefix, count);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["limit"] = limit }, budget);
        Assert.Equal(expected, pages.SelectMany(StoredSample.Elements).Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.InRange(StoredSample.Elements(page).Count(), 0, limit));
        Assert.All(pages, page => Assert.Equal(count, page.At("total").GetInt64()));
        Assert.All(pages[..^1], page => Assert.Contains(page.At("truncatedBy").GetString(), (string[])["limit", "bytes", "items"]));
        await raw.CallAsync("DEL", mcp.Prefix);
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("list")]
    [InlineData("set")]
    [InlineData("zset")]
    [InlineData("stream")]
    public async Task KeyGet_elements_larger_than_a_reply_are_cut_and_passed(string type)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        await using RawRedis raw = await redis.ConnectAsync();
        // Each control character takes six bytes of JSON.
        string huge = new('\u0001', 20_000);
        for (int i = 0; i < 3; i++)
        {
            await raw.CallAsync(type switch
            {
                "hash" => ["HSET", mcp.Prefix, $"{i}{huge}", $"{i}{huge}"],
                "list" => ["RPUSH", mcp.Prefix, $"{i}{huge}"],
                "set" => ["SADD", mcp.Prefix, $"{i}{huge}"],
                "zset" => ["ZADD", mcp.Prefix, i, $"{i}{huge}"],
                _ => (object[])["XADD", mcp.Prefix, $"{i + 1}-1", $"{i}{huge}", huge],
            });
        }
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix }, 4096);
        Assert.Equal(["0", "1", "2"], pages.SelectMany(p => Firsts(p, type)).Select(b => b[..1]).Order(StringComparer.Ordinal));
        await raw.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task KeyGet_stream_entry_of_too_many_fields_is_told_as_cut()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync(["XADD", mcp.Prefix, "1-1", .. Enumerable.Range(0, 2000).SelectMany(i => new object[] { $"field{i}", new string('v', 100) })]);
        await raw.CallAsync("XADD", mcp.Prefix, "2-1", "a", "b");
        var entries = (await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix })).SelectMany(p => p.List("entries")).ToArray();
        Assert.Equal(["1-1", "2-1"], entries.Select(e => e.At("id").GetString()));
        Assert.Equal([true, false], entries.Select(e => e.At("truncated").GetBoolean()));
        Assert.InRange(entries[0].List("fields").Length, 100, 1999);
    }

    [Theory]
    [InlineData("plain", 4096)]
    [InlineData("escaped", 4096)]
    [InlineData("multibyte", 32 * 1024)]
    [InlineData("binary", 4 << 20)]
    public async Task KeyGet_string_is_whole_over_its_pages(string kind, int budget)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = budget });
        byte[] value = kind switch
        {
            "plain" => Encoding.ASCII.GetBytes(new string('a', 30_001)),
            "escaped" => Encoding.ASCII.GetBytes(new string('"', 30_001)),
            "multibyte" => Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("é€😀", 8_000))),
            _ => [.. Enumerable.Repeat(SampleBytes.AllBytes, 200).SelectMany(b => b)],
        };
        await redis.CallAsync("SET", mcp.Prefix, value);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix }, budget);
        Assert.Equal(value, pages.SelectMany(p => p.At("value").Bytes()));
        Assert.Equal(kind != "binary", pages.All(p => p.At("value").TryGetProperty("text", out _)));
        Assert.True(pages.Count > 1);
        Assert.All(pages[..^1], page => Assert.Equal("bytes", page.At("truncatedBy").GetString()));
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("hash:")]
    [InlineData(":5")]
    [InlineData("hash:0")]
    [InlineData("hash:0+0/0")]
    [InlineData("hash:0+-1/10")]
    [InlineData("hash:0+2000000000/10")]
    [InlineData("hash:99999999999999999999+0/10")]
    [InlineData("hash:0+0/10/10")]
    [InlineData("flavour:7")]
    public async Task KeyGet_forged_cursor_is_invalid_argument(string cursor)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "f", "v");
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, cursor })).Code);
    }

    [Theory]
    [InlineData("list:9223372036854775807")]
    [InlineData("list:5")]
    public async Task KeyGet_cursor_beyond_the_end_is_an_empty_page(string cursor)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, cursor });
        Assert.Empty(reply.List("elements"));
        Assert.True(reply.IsNull("cursor"));
    }

    [Theory]
    [InlineData("string:9223372036854775807", "string")]
    [InlineData("stream:18446744073709551615-18446744073709551615", "stream")]
    [InlineData("stream:1-2-3", "stream")]
    [InlineData("list:-1", "list")]
    public async Task KeyGet_cursor_at_the_edge_is_answered_and_never_internal(string cursor, string type)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(type switch
        {
            "string" => ["SET", mcp.Prefix, "v"],
            "list" => ["RPUSH", mcp.Prefix, "v"],
            _ => (object[])["XADD", mcp.Prefix, "1-1", "f", "v"],
        });
        var answer = await mcp.SendAsync(Tool, new { key = mcp.Prefix, cursor });
        Assert.Contains(answer.Error?.Code ?? "ok", (string[])["ok", "invalid_argument"]);
    }

    [Fact]
    public async Task KeyGet_cursor_of_another_type_is_conflict()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, cursor = "hash:0+0/10" })).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    [InlineData(-1)]
    [InlineData(2147483648)]
    [InlineData(9223372036854775807)]
    public async Task KeyGet_limit_outside_its_range_is_invalid_argument(long limit)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, limit })).Code);
    }

    private static IEnumerable<string> Firsts(JsonElement page, string type) => type switch
    {
        "hash" => page.List("fields").Select(f => f.At("field").Latin()),
        "list" => page.List("elements").Select(e => e.Latin()),
        "set" => page.List("members").Select(m => m.Latin()),
        "zset" => page.List("scores").Select(s => s.At("member").Latin()),
        _ => page.List("entries").Select(e => e.List("fields")[0].At("field").Latin()),
    };
}
