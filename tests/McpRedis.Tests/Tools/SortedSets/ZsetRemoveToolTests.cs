using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.SortedSets;

public sealed class ZsetRemoveToolTests(RedisFixture redis)
{
    private const string Tool = "redis_zset_remove";

    [Fact]
    public async Task ZsetRemove_removes_the_named_unasked_and_says_when_the_key_went()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix), binary = SampleBytes.AllBytes;
        await redis.CallAsync("ZADD", key, 1, binary, 2, "", 3, "c");
        var reply = await mcp.CallAsync(Tool, new { key, members = new[] { binary, [1, 2] }, encoding = "base64" });
        Assert.Equal((1, 2, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "", "c" } });
        Assert.Equal((2, 0, true), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "c" } });
        Assert.Equal((0, 0, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
    }

    [Theory]
    [InlineData("min", null, "low:-inf", 3)]
    [InlineData("max", null, "high:inf", 3)]
    [InlineData("min", 3, "low:-inf a:1 b:2.5", 1)]
    [InlineData("max", 500, "high:inf b:2.5 a:1 low:-inf", 0)]
    public async Task ZsetRemove_pops_from_an_end(string pop, int? limit, string expected, int left)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix, "-inf", "low", 1, "a", "2.5", "b", "inf", "high");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, pop, limit });
        Assert.Equal(expected, string.Join(' ', reply.List("items").Select(i => $"{i.At("member").Latin()}:{i.At("score").GetRawText().Trim('"')}")));
        Assert.Equal(left, reply.At("total").GetInt64());
        Assert.Equal(left == 0, reply.At("keyRemoved").GetBoolean());
        Assert.Equal(left, (await redis.CallAsync("ZCARD", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task ZsetRemove_pops_only_what_it_can_show_whole()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] all = [.. Enumerable.Range(0, 40).Select(i => $"{i:00}{new string('x', 5000)}")];
        await redis.CallAsync(["ZADD", mcp.Prefix, .. all.SelectMany((m, i) => new object[] { i, m })]);
        var popped = new List<string>();
        for (bool more = true; more;)
        {
            var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, pop = "min", limit = 40 });
            Assert.NotEmpty(reply.List("items"));
            Assert.All(reply.List("items"), i => Assert.False(i.At("member").TryGetProperty("truncated", out _)));
            popped.AddRange(reply.List("items").Select(i => i.At("member").Latin()));
            more = reply.At("truncated").GetBoolean();
            Assert.Equal(all.Length - popped.Count, reply.At("total").GetInt64());
        }
        Assert.Equal(all, popped);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, new string('\u0001', 40_000));
        Assert.Equal("budget_exceeded", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, pop = "min" })).Code);
        Assert.Equal(1, (await redis.CallAsync("ZCARD", mcp.Prefix)).Integer);
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Theory]
    [InlineData("rank", "0", "1", "c d e", 2)]
    [InlineData("rank", "-2", null, "a b c", 2)]
    [InlineData("rank", "0", "-1", "", 5)]
    [InlineData("score", "(1", "3", "a d e", 2)]
    [InlineData("score", null, "(3", "c d e", 2)]
    [InlineData("score", "6", "inf", "a b c d e", 0)]
    [InlineData("lex", "[b", "(d", "a d e", 2)]
    [InlineData("lex", "-", "[a", "b c d e", 1)]
    public async Task ZsetRemove_a_range_must_be_confirmed_and_says_how_many_go(string range, string? min, string? max, string left, int removed)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["ZADD", mcp.Prefix, .. "abcde".SelectMany((c, i) => new object[] { range == "lex" ? 0 : i + 1, c.ToString() })]);
        object call = new { key = mcp.Prefix, range, min, max };
        if (removed > 0)
        {
            var error = await mcp.FailAsync(Tool, call);
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains($"removes {removed} of 5 members", error.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(0, (await mcp.CallAsync(Tool, call)).At("removed").GetInt64());
        }
        Assert.Equal(5, (await redis.CallAsync("ZCARD", mcp.Prefix)).Integer);
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var reply = await free.CallAsync(Tool, call);
        Assert.Equal((removed, 5 - removed, removed == 5), (reply.At("removed").GetInt32(), reply.At("total").GetInt32(), reply.At("keyRemoved").GetBoolean()));
        Assert.Equal(left, string.Join(' ', (await redis.CallAsync("ZRANGE", mcp.Prefix, 0, -1)).Items!.Select(m => m.Text)));
    }

    [Fact]
    public async Task ZsetRemove_a_range_of_thousands_goes_whole()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        foreach (int count in (int[])[2500, 12_000])
        {
            await redis.CallAsync(["ZADD", mcp.Prefix, .. Enumerable.Range(0, count).SelectMany(i => new object[] { i, $"m{i}" })]);
            var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, range = "rank", min = "5", max = "-6" });
            Assert.Equal((count - 10, 10), (reply.At("removed").GetInt32(), reply.At("total").GetInt32()));
            Assert.Equal(["m4", $"m{count - 5}"], (await redis.CallAsync("ZRANGE", mcp.Prefix, 4, 5)).Items!.Select(m => m.Text));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"members":["a"],"pop":"min"}""")]
    [InlineData("""{"members":["a"],"range":"rank","min":"0"}""")]
    [InlineData("""{"members":["a"],"min":"0"}""")]
    [InlineData("""{"range":"rank"}""")]
    [InlineData("""{"range":"score","min":"nan"}""")]
    [InlineData("""{"range":"lex","min":"a"}""")]
    [InlineData("""{"pop":"middle"}""")]
    [InlineData("""{"pop":"min","limit":0}""")]
    [InlineData("""{"pop":"min","limit":-1}""")]
    [InlineData("""{"members":[]}""")]
    public async Task ZsetRemove_wrong_arguments_change_nothing(string json)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("ZADD", mcp.Prefix, 1, "a");
        var arguments = JsonElement.Parse(json).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        arguments["key"] = JsonSerializer.SerializeToElement(mcp.Prefix);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, arguments)).Code);
        Assert.Equal(1, (await redis.CallAsync("ZCARD", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task ZsetRemove_missing_key_wrong_type_scope_and_access()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, "a");
        foreach (object call in (object[])[new { key = mcp.Prefix, members = new[] { "a" } }, new { key = mcp.Prefix, pop = "min" }, new { key = mcp.Prefix, range = "rank", min = "0" }])
        {
            Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, call)).Code);
        }
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "none", pop = "max" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "none", range = "rank", min = "0" })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" } })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix, pop = "min" })).Code);
    }
}
