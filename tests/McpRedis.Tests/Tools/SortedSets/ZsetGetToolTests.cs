using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.SortedSets;

public sealed class ZsetGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_zset_get";

    [Theory]
    [InlineData(null, null, false, "a b c d e")]
    [InlineData(null, null, true, "e d c b a")]
    [InlineData("0", "1", false, "a b")]
    [InlineData("0", "1", true, "e d")]
    [InlineData("-2", "-1", false, "d e")]
    [InlineData("-9", "0", false, "a")]
    [InlineData("3", "2147483648", false, "d e")]
    [InlineData("3", "9007199254740993", true, "b a")]
    [InlineData("-9223372036854775808", "9223372036854775807", false, "a b c d e")]
    [InlineData("5", "9", false, "")]
    [InlineData("3", "1", false, "")]
    [InlineData("0", "-6", false, "")]
    public async Task ZsetGet_ranks_mean_what_ZRANGE_means(string? min, string? max, bool reverse, string expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, "a", 2, "b", 3, "c", 4, "d", 5, "e");
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["range"] = "rank", ["min"] = min, ["max"] = max, ["reverse"] = reverse, ["limit"] = 2 });
        var items = pages.SelectMany(p => p.List("items")).ToArray();
        Assert.Equal(expected, string.Join(' ', items.Select(i => i.At("member").Latin())));
        string[] all = [.. "abcde".Select(c => c.ToString())];
        Assert.All(items, i => Assert.Equal(reverse ? 4 - Array.IndexOf(all, i.At("member").Latin()) : Array.IndexOf(all, i.At("member").Latin()), i.At("rank").GetInt64()));
        Assert.All(pages, p => Assert.Equal((5, items.Length), (p.At("total").GetInt64(), p.At("count").GetInt32())));
    }

    [Theory]
    [InlineData(null, null, "low a b c high")]
    [InlineData("-inf", "inf", "low a b c high")]
    [InlineData("-inf", "+inf", "low a b c high")]
    [InlineData("(-inf", "(inf", "a b c")]
    [InlineData("-1", "0.5", "a b")]
    [InlineData("(-1", "(0.5", "")]
    [InlineData("0.5", "9007199254740992", "b c")]
    [InlineData("9007199254740993", "inf", "c high")]
    [InlineData("1e3", "1E20", "c")]
    [InlineData("inf", "-inf", "")]
    public async Task ZsetGet_scores_mean_what_ZRANGEBYSCORE_means(string? min, string? max, string expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, "-inf", "low", -1, "a", "0.5", "b", "9007199254740992", "c", "inf", "high");
        foreach (bool reverse in (bool[])[false, true])
        {
            var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["range"] = "score", ["min"] = min, ["max"] = max, ["reverse"] = reverse, ["limit"] = 2 });
            var items = pages.SelectMany(p => p.List("items")).ToArray();
            string[] wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(reverse ? wanted.Reverse() : wanted, items.Select(i => i.At("member").Latin()));
            Assert.All(pages, p => Assert.Equal(wanted.Length, p.At("count").GetInt32()));
            Assert.All(items, i => Assert.Equal(Score(i.At("member").Latin()), i.At("score").GetRawText()));
        }

        static string Score(string member) => member switch { "low" => "\"-inf\"", "high" => "\"inf\"", "a" => "-1", "b" => "0.5", _ => "9007199254740992" };
    }

    [Theory]
    [InlineData(null, null, "a aa b c")]
    [InlineData("-", "+", "a aa b c")]
    [InlineData("[aa", "[b", "aa b")]
    [InlineData("(aa", "(c", "b")]
    [InlineData("[a", "(b", "a aa")]
    [InlineData("+", "-", "")]
    [InlineData("[", "[a", "a")]
    public async Task ZsetGet_lex_means_what_ZRANGEBYLEX_means(string? min, string? max, string expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, 7, "a", 7, "aa", 7, "b", 7, "c");
        foreach (bool reverse in (bool[])[false, true])
        {
            var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["range"] = "lex", ["min"] = min, ["max"] = max, ["reverse"] = reverse, ["limit"] = 3 });
            var items = pages.SelectMany(p => p.List("items")).ToArray();
            string[] wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(reverse ? wanted.Reverse() : wanted, items.Select(i => i.At("member").Latin()));
            Assert.All(items, i => Assert.Equal(7, i.At("score").GetDouble()));
            Assert.Equal(wanted.Length, pages[0].At("count").GetInt32());
        }
    }

    // 99 to 180 are ranks as well as scores.
    [Fact]
    public async Task ZsetGet_bounds_of_what_is_not_said_are_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (object bound in (object[])[new { key = mcp.Prefix, min = "99" }, new { key = mcp.Prefix, max = 180 }])
        {
            Assert.Contains("range", (await mcp.FailAsync("redis_zset_get", bound)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ZsetGet_lex_bounds_can_be_any_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = System.Text.Encoding.UTF8.GetBytes(mcp.Prefix);
        byte[][] members = [[0x00, 0x01], [0x41], [0xfe, 0xff], [0xff]];
        foreach (byte[] member in members)
        {
            await redis.CallAsync("ZADD", key, 0, member);
        }
        string from = "[" + Convert.ToBase64String(members[1]), to = "(" + Convert.ToBase64String(members[3]);
        var reply = await mcp.CallAsync("redis_zset_get", new { key, range = "lex", min = from, max = to, encoding = "base64" });
        Assert.Equal(members[1..3], reply.List("items").Select(i => i.At("member").Bytes()));
        Assert.Equal(4, (await mcp.CallAsync("redis_zset_get", new { key, range = "lex", min = "-", max = "+", encoding = "base64" })).List("items").Length);
        Assert.Equal(4, (await mcp.CallAsync("redis_zset_get", new { key, range = "score", min = "(-1", max = "5", encoding = "base64" })).List("items").Length);
        Assert.Contains("base64", (await mcp.FailAsync("redis_zset_get", new { key, range = "lex", min = "[%", encoding = "base64" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ZsetGet_score_and_rank_of_named_members_any_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix);
        byte[][] stored = [.. SampleBytes.ByName.Values];
        for (int i = 0; i < stored.Length; i++)
        {
            await redis.CallAsync("ZADD", key, i, stored[i]);
        }
        foreach (bool reverse in (bool[])[false, true])
        {
            byte[][] members = [.. stored, [9, 9]];
            var items = (await mcp.CallAsync(Tool, new { key, members, reverse, encoding = "base64" })).List("items");
            Assert.Equal(members.Select(Convert.ToHexString), items.Select(i => Convert.ToHexString(i.At("member").Bytes())));
            Assert.Equal(Enumerable.Range(0, stored.Length).Select(i => (double)i), items[..^1].Select(i => i.At("score").GetDouble()));
            Assert.Equal(Enumerable.Range(0, stored.Length).Select(i => reverse ? stored.Length - 1L - i : i), items[..^1].Select(i => i.At("rank").GetInt64()));
            Assert.True(items[^1].IsNull("score") && items[^1].IsNull("rank"));
        }
        var all = (await mcp.CallAsync(Tool, new { key, encoding = "base64" })).List("items");
        Assert.Equal(stored.Select(Convert.ToHexString), all.Select(i => Convert.ToHexString(i.At("member").Bytes())));
    }

    [Theory]
    [InlineData("rank")]
    [InlineData("score")]
    [InlineData("lex")]
    public async Task ZsetGet_pages_of_many_and_of_large_members_hold_each_once(string range)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        string[] members = [.. Enumerable.Range(0, 300).Select(i => i.ToString("000", CultureInfo.InvariantCulture) + (i % 50 == 0 ? new string('\u0001', 9000) : ""))];
        await redis.CallAsync(["ZADD", mcp.Prefix, .. members.SelectMany(m => new object[] { 1, m })]);
        foreach (bool reverse in (bool[])[false, true])
        {
            var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["range"] = range, ["reverse"] = reverse, ["limit"] = 500 }, 4096);
            var expected = members.Select(m => m[..3]);
            Assert.Equal(reverse ? expected.Reverse() : expected, pages.SelectMany(p => p.List("items")).Select(i => i.At("member").Latin()[..3]));
        }
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task ZsetGet_missing_key_is_key_not_found_and_another_type_is_wrong_type()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix + "s", "v");
        foreach (string range in (string[])["rank", "score", "lex"])
        {
            Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "none", range })).Code);
            Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", range })).Code);
        }
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "none", members = new[] { "a" } })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", members = new[] { "a" } })).Code);
    }

    [Theory]
    [InlineData("""{"min":"a"}""")]
    [InlineData("""{"min":"1.5"}""")]
    [InlineData("""{"max":"9223372036854775808"}""")]
    [InlineData("""{"range":"score","min":"nan"}""")]
    [InlineData("""{"range":"score","min":"(nan"}""")]
    [InlineData("""{"range":"score","max":"1e999"}""")]
    [InlineData("""{"range":"score","max":""}""")]
    [InlineData("""{"range":"score","max":"("}""")]
    [InlineData("""{"range":"score","max":"((5"}""")]
    [InlineData("""{"range":"score","max":"[5"}""")]
    [InlineData("""{"range":"lex","min":"a"}""")]
    [InlineData("""{"range":"lex","min":""}""")]
    [InlineData("""{"range":"length"}""")]
    [InlineData("""{"members":["a"],"range":"score"}""")]
    [InlineData("""{"members":["a"],"min":"1"}""")]
    [InlineData("""{"members":["a"],"cursor":"zset:1"}""")]
    [InlineData("""{"members":[]}""")]
    [InlineData("""{"limit":0}""")]
    [InlineData("""{"limit":501}""")]
    [InlineData("""{"cursor":"zset:-"}""")]
    [InlineData("""{"cursor":"5"}""")]
    public async Task ZsetGet_wrong_arguments_are_invalid(string json)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, "a");
        var arguments = JsonElement.Parse(json).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        arguments["key"] = JsonSerializer.SerializeToElement(mcp.Prefix);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, arguments)).Code);
    }

    [Fact]
    public async Task ZsetGet_tells_the_expiry_and_keeps_to_the_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, "");
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix })).IsNull("ttlMs"));
        await redis.CallAsync("PEXPIRE", mcp.Prefix, 1_000_000);
        Assert.InRange((await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "" } })).At("ttlMs").GetInt64(), 1, 1_000_000);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix })).Code);
    }

    [Fact]
    public async Task ZsetGet_bounds_are_taken_as_numbers_too()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, "1", "a", "2.5", "b", "1000", "c", "2000", "d");
        Assert.Equal(["b", "c"], (await mcp.CallAsync("redis_zset_get", new { key = mcp.Prefix, range = "score", min = 2.5, max = 1e3 })).List("items").Select(i => i.At("member").Latin()));
        Assert.Equal(["c", "d"], (await mcp.CallAsync("redis_zset_get", new { key = mcp.Prefix, range = "rank", min = 2, max = -1 })).List("items").Select(i => i.At("member").Latin()));
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_zset_get", new { key = 5 })).Code);
    }
}
