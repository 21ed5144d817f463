using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Sets;

public sealed class SetGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_set_get";

    [Fact]
    public async Task SetGet_gives_any_bytes_exactly_and_says_which_are_members()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[][] stored = [.. SampleBytes.ByName.Values];
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix);
        await redis.CallAsync(["SADD", key, .. stored]);
        var content = await mcp.CallAsync(Tool, new { key, encoding = "base64" });
        Assert.Equal(Sorted(stored), Sorted(content.List("members").Select(m => m.Bytes())));
        Assert.Equal(stored.Length, content.At("total").GetInt64());
        byte[][] asked = [.. stored.SelectMany(m => (byte[][])[m, [.. m, 1]])];
        var membership = (await mcp.CallAsync(Tool, new { key, members = asked, encoding = "base64" })).List("membership");
        Assert.Equal(asked.Select(Convert.ToHexString), membership.Select(m => Convert.ToHexString(m.At("member").Bytes())));
        Assert.Equal(asked.Select((_, i) => i % 2 == 0), membership.Select(m => m.At("isMember").GetBoolean()));
    }

    [Fact]
    public async Task SetGet_missing_key_is_key_not_found_and_another_type_is_wrong_type()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        foreach (object extra in (object[])[new { }, new { members = new[] { "a" } }, new { random = 3 }, new { pattern = "*" }])
        {
            Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, With(extra, "key", mcp.Prefix + "none"))).Code);
            Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, With(extra, "key", mcp.Prefix + "s"))).Code);
        }
    }

    [Fact]
    public async Task SetGet_tells_total_and_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, "a", "");
        var content = await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.Equal(2, content.At("total").GetInt64());
        Assert.True(content.IsNull("ttlMs") && content.IsNull("membership") && content.IsNull("cursor"));
        Assert.Equal(["", "a"], content.List("members").Select(m => m.Latin()).Order(StringComparer.Ordinal));
        await redis.CallAsync("PEXPIRE", mcp.Prefix, 1_000_000);
        Assert.InRange((await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" } })).At("ttlMs").GetInt64(), 1, 1_000_000);
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(2000, 7, 500)]
    [InlineData(2000, 500, 7)]
    public async Task SetGet_pages_and_patterns_hold_every_member_once(int count, int limit, int other)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] expected = [.. Enumerable.Range(0, count).Select(i => $"m{i}").Order(StringComparer.Ordinal)];
        await redis.CallAsync(["SADD", mcp.Prefix, .. expected]);
        foreach (int size in (int[])[limit, other])
        {
            var all = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["limit"] = size });
            Assert.Equal(expected, all.SelectMany(p => p.List("members")).Select(m => m.Latin()).Order(StringComparer.Ordinal));
            Assert.All(all, p => Assert.InRange(p.List("members").Length, 0, size));
            var some = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["pattern"] = "*0", ["limit"] = size });
            Assert.Equal(expected.Where(m => m.EndsWith('0')), some.SelectMany(p => p.List("members")).Select(m => m.Latin()).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 20)]
    [InlineData(500, 300)]
    public async Task SetGet_random_members_are_different_and_of_the_set(int random, int expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["SADD", mcp.Prefix, .. Enumerable.Range(0, 300).Select(i => (object)i)]);
        var content = await mcp.CallAsync(Tool, new { key = mcp.Prefix, random });
        string[] members = [.. content.List("members").Select(m => m.Latin())];
        Assert.Equal(expected, members.Distinct().Count());
        Assert.Equal(expected, members.Length);
        Assert.All(members, m => Assert.InRange(int.Parse(m, System.Globalization.CultureInfo.InvariantCulture), 0, 299));
        Assert.False(content.At("truncated").GetBoolean());
    }

    [Fact]
    public async Task SetGet_random_members_larger_than_a_reply_are_few_and_cut()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        for (int i = 0; i < 30; i++)
        {
            await redis.CallAsync("SADD", mcp.Prefix, i + new string('x', 20_000));
        }
        var content = await mcp.CallAsync(Tool, new { key = mcp.Prefix, random = 30 });
        Assert.InRange(content.List("members").Length, 1, 29);
        Assert.True(content.At("truncated").GetBoolean());
        Assert.Equal("bytes", content.At("truncatedBy").GetString());
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task SetGet_arguments_that_exclude_each_other_and_edges_are_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, "a");
        string key = mcp.Prefix;
        foreach (object arguments in (object[])
            [
                new { key, members = new[] { "a" }, random = 1 }, new { key, random = 1, pattern = "*" }, new { key, members = new[] { "a" }, cursor = "set:0+0/10" },
                new { key, random = 0 }, new { key, random = -1 }, new { key, random = 2147483648L }, new { key, limit = 0 }, new { key, limit = 9007199254740993L },
                new { key, members = Array.Empty<string>() }, new { key, cursor = "list:5" }, new { key, cursor = "set:5" }, new { key, cursor = "x" },
            ])
        {
            string code = (await mcp.FailAsync(Tool, arguments)).Code;
            Assert.True(code is "invalid_argument" or "conflict", $"{arguments}: {code}");
        }
    }

    [Fact]
    public async Task SetGet_scope_holds()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
    }

    private static IEnumerable<string> Sorted(IEnumerable<byte[]> values) => values.Select(Convert.ToHexString).Order(StringComparer.Ordinal);

    private static Dictionary<string, System.Text.Json.JsonElement> With(object arguments, string name, object value)
    {
        var all = System.Text.Json.JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        all[name] = System.Text.Json.JsonSerializer.SerializeToElement(value);
        return all;
    }

    [Fact]
    public async Task SetGet_tells_what_ended_a_page_and_that_a_member_is_cut()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string big = mcp.Prefix + "big", many = mcp.Prefix + "many", other = mcp.Prefix + "other";
        await redis.CallAsync("SADD", big, new string('x', 10_000), "s");
        var cut = await mcp.CallAsync(Tool, new { key = big });
        Assert.Equal((true, "value"), (cut.At("truncated").GetBoolean(), cut.At("truncatedBy").GetString()));
        Assert.True(cut.IsNull("cursor"));
        for (int from = 0; from < 60_000; from += 10_000)
        {
            await redis.CallAsync(["SADD", many, .. Enumerable.Range(from, 10_000).Select(i => (object)$"m{i}")]);
        }
        await redis.CallAsync("SUNIONSTORE", other, many);
        var none = await mcp.CallAsync(Tool, new { key = many, pattern = "nothing*" });
        Assert.Equal((0, "visited"), (none.List("members").Length, none.At("truncatedBy").GetString()));
        var empty = await mcp.CallAsync("redis_set_combine", new { operation = "difference", keys = new[] { many, other } });
        Assert.Equal((0, "visited"), (empty.List("members").Length, empty.At("truncatedBy").GetString()));
        Assert.Equal("limit", (await mcp.CallAsync(Tool, new { key = many })).At("truncatedBy").GetString());
        await redis.CallAsync("DEL", big, many, other);
    }
}
