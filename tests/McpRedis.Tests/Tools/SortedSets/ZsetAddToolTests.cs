using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.SortedSets;

public sealed class ZsetAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_zset_add";

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("0", "0")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("0.1", "0.1")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("9223372036854775808", "9.2233720368547758e+18")]
    [InlineData("1e308", "1e+308")]
    [InlineData("5e-324", "4.9406564584124654e-324")]
    [InlineData("\"2.5\"", "2.5")]
    [InlineData("\"inf\"", "inf")]
    [InlineData("\"+inf\"", "inf")]
    [InlineData("\"-inf\"", "-inf")]
    public async Task ZsetAdd_scores_arrive_as_the_same_number(string json, string stored)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = new[] { new { member = "m", score = JsonElement.Parse(json) } } });
        // Servers differ in how they write a number, never in which it is.
        Assert.Equal(Number(stored), Number((await redis.CallAsync("ZSCORE", mcp.Prefix, "m")).Text));

        static double Number(string text) => text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    [Theory]
    [InlineData("\"nan\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1e999\"")]
    [InlineData("1e999")]
    [InlineData("\"(1\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("null")]
    public async Task ZsetAdd_what_is_no_score_is_refused_and_nothing_is_added(string json)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var items = new object[] { new { member = "good", score = 1 }, new { member = "m", score = JsonElement.Parse(json) } };
        var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, items });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("items[1].score", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData("always", 1, 2, "0 5 9 3")]
    [InlineData("ifExists", 0, 2, "0 5 9 ")]
    [InlineData("ifAbsent", 1, 0, "1 5 1 3")]
    [InlineData("ifGreater", 1, 1, "1 5 9 3")]
    [InlineData("ifLess", 1, 1, "0 5 1 3")]
    public async Task ZsetAdd_condition_decides_and_counts_tell_new_from_changed(string condition, int added, int updated, string scores)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, "a", 5, "b", 1, "c");
        var items = new[] { new { member = "a", score = 0 }, new { member = "b", score = 5 }, new { member = "c", score = 9 }, new { member = "d", score = 3 } };
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items, condition });
        Assert.Equal((added, updated, 3 + added), (reply.At("added").GetInt32(), reply.At("updated").GetInt32(), reply.At("total").GetInt32()));
        Assert.Equal(scores, string.Join(' ', (await redis.CallAsync("ZMSCORE", mcp.Prefix, "a", "b", "c", "d")).Items!.Select(s => s.IsNull ? "" : s.Text)));
    }

    [Fact]
    public async Task ZsetAdd_stores_any_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix);
        byte[][] members = [.. SampleBytes.ByName.Values];
        await mcp.CallAsync(Tool, new { key, items = members.Select((member, score) => new { member, score }).ToArray(), encoding = "base64" });
        Assert.Equal(members.Select(Convert.ToHexString), (await redis.CallAsync("ZRANGE", key, 0, -1)).Items!.Select(m => Convert.ToHexString(m.Bytes!)));
    }

    [Fact]
    public async Task ZsetAdd_members_and_expiry_are_one_transaction()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(() => redis.ConnectAsync());
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = One("a", 1), ttlMs = 1_000_000 });
        var lines = (await recorder.StopAsync()).ToList();
        string connection = lines.First(l => l.Contains($"\"ZADD\" \"{mcp.Prefix}\"", StringComparison.Ordinal)).Split('[')[1].Split(']')[0];
        string[] own = [.. lines.Where(l => l.Contains(connection, StringComparison.Ordinal)).Select(l => l.Split("] ")[1].Split(' ')[0].Trim('"'))];
        string[] transaction = [.. own.Skip(Array.LastIndexOf(own, "MULTI")).Where(name => name is not ("EXEC" or "SELECT"))];
        Assert.Equal(["MULTI", "ZCARD", "ZADD", "ZCARD", "PEXPIRE"], transaction.Take(5));
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
    }

    [Fact]
    public async Task ZsetAdd_wrong_type_time_out_of_range_and_repeated_members_change_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", items = One("a", 1) })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "s", items = One("a", 1), ttlMs = 1000 })).Code);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix + "s")).Integer);
        foreach (long ttlMs in (long[])[0, -1, long.MaxValue])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = One("a", 1), ttlMs })).Code);
        }
        var twice = new[] { new { member = "a", score = 1 }, new { member = "a", score = 2 } };
        Assert.Contains("items[1].member", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = twice })).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task ZsetAdd_scope_and_access_hold()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = One("a", 1) })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix, items = One("a", 1) })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    private static object[] One(string member, double score) => [new { member, score }];
}
