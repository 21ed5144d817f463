using System.Globalization;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Sets;

public sealed class SetCombineToolTests(RedisFixture redis)
{
    private const string Tool = "redis_set_combine";

    public static TheoryData<string, string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int, int>();
            foreach ((string operation, string command) in (ReadOnlySpan<(string, string)>)[("intersection", "SINTER"), ("union", "SUNION"), ("difference", "SDIFF")])
            {
                foreach ((int count, int limit) in (ReadOnlySpan<(int, int)>)[(0, 100), (30, 7), (900, 500), (900, 7)])
                {
                    cases.Add(operation, command, count, limit);
                }
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task SetCombine_pages_hold_what_the_command_gives_once(string operation, string command, int count, int limit)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = [mcp.Prefix + "a", mcp.Prefix + "b", mcp.Prefix + "c"];
        if (count > 0)
        {
            // Numbers in one and text in the others, so that encodings differ; they overlap by a half.
            await redis.CallAsync(["SADD", keys[0], .. Enumerable.Range(0, count).Select(i => (object)i)]);
            await redis.CallAsync(["SADD", keys[1], "x", .. Enumerable.Range(count / 2, count).Select(i => (object)i)]);
        }
        await redis.CallAsync(["SADD", keys[2], "y", .. Enumerable.Range(count / 2, (count / 4) + 1).Select(i => (object)i)]);
        foreach (string[] asked in (string[][])[keys, [keys[2], keys[0]], [keys[0], keys[0]], [keys[0], mcp.Prefix + "none"]])
        {
            string[] expected = [.. (await redis.CallAsync([command, .. asked])).Items!.Select(m => m.Text).Order(StringComparer.Ordinal)];
            var pages = await mcp.PagesAsync(Tool, new() { ["operation"] = operation, ["keys"] = asked, ["limit"] = limit });
            Assert.Equal(expected, pages.SelectMany(p => p.List("members")).Select(m => m.Latin()).Order(StringComparer.Ordinal));
            Assert.All(pages, p => Assert.InRange(p.List("members").Length, 0, limit));
            Assert.Equal(pages.Count == 1, !pages[0].IsNull("total"));
            Assert.Equal(asked.Length, pages[0].List("sizes").Length);
            var answer = await mcp.SendAsync(Tool, new { operation, keys = asked, countOnly = true });
            if (answer.Error is { } error)
            {
                Assert.Equal(("intersection", "unsupported_by_server"), (operation, error.Code));
                continue;
            }
            Assert.Equal(expected.Length, answer.Reply.At("total").GetInt64());
            Assert.True(answer.Reply.IsNull("members"));
        }
    }

    [Fact]
    public async Task SetCombine_tells_the_size_of_each_key_and_zero_for_a_missing_one()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, "a", "b");
        var reply = await mcp.CallAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix + "typo", mcp.Prefix } });
        Assert.Equal([0L, 2L], reply.List("sizes").Select(s => s.GetInt64()));
        Assert.Equal(2, reply.At("total").GetInt64());
    }

    [Fact]
    public async Task SetCombine_sparse_results_end_a_page_and_go_on()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        string[] keys = [mcp.Prefix + "a", mcp.Prefix + "b"];
        for (int i = 0; i < 120; i++)
        {
            await raw.CallAsync(["SADD", keys[0], .. Enumerable.Range(i * 1000, 1000).Select(n => (object)("a" + n.ToString(CultureInfo.InvariantCulture)))]);
            await raw.CallAsync(["SADD", keys[1], .. Enumerable.Range(i * 1000, 1000).Select(n => (object)("b" + n.ToString(CultureInfo.InvariantCulture)))]);
        }
        await raw.CallAsync("SADD", keys[0], "both");
        await raw.CallAsync("SADD", keys[1], "both");
        var pages = await mcp.PagesAsync(Tool, new() { ["operation"] = "intersection", ["keys"] = keys });
        Assert.Equal("both", Assert.Single(pages.SelectMany(p => p.List("members"))).Latin());
        Assert.InRange(pages.Count, 2, 4);
        Assert.Equal("budget_exceeded", (await mcp.FailAsync(Tool, new { operation = "union", keys, countOnly = true })).Code);
        var counted = await mcp.SendAsync(Tool, new { operation = "intersection", keys, countOnly = true });
        Assert.True(counted.Error?.Code == "unsupported_by_server" || counted.Reply.At("total").GetInt64() == 1);
        await raw.CallAsync("DEL", keys[0], keys[1]);
    }

    [Fact]
    public async Task SetCombine_members_larger_than_a_reply_are_cut_and_passed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        string[] keys = [mcp.Prefix + "a", mcp.Prefix + "b"];
        for (int i = 0; i < 6; i++)
        {
            await redis.CallAsync("SADD", keys[i % 2], i + new string('\u0001', 20_000));
        }
        var pages = await mcp.PagesAsync(Tool, new() { ["operation"] = "union", ["keys"] = keys }, 4096);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], pages.SelectMany(p => p.List("members")).Select(m => m.Latin()[..1]).Order(StringComparer.Ordinal));
        await redis.CallAsync("DEL", keys[0], keys[1]);
    }

    [Fact]
    public async Task SetCombine_wrong_type_and_wrong_arguments()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix + "a", "a");
        await redis.CallAsync("SET", mcp.Prefix + "s", "a");
        string[] good = [mcp.Prefix + "a", mcp.Prefix + "b"], bad = [mcp.Prefix + "a", mcp.Prefix + "s"];
        foreach (string operation in (string[])["intersection", "union", "difference"])
        {
            Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { operation, keys = bad })).Code);
            Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { operation, keys = bad, countOnly = true })).Code);
        }
        Assert.Contains("'intersection'", (await mcp.FailAsync(Tool, new { operation = "intersect", keys = good })).Message, StringComparison.Ordinal);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = good })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { operation = "union", keys = good[..1] })).Code);
        foreach (string cursor in (string[])["x", "set:0+0/10", "2.set:0+0/10", "-1.set:0+0/10", "0.list:5", ".set:0+0/10", "0.set:0+0/1001"])
        {
            string code = (await mcp.FailAsync(Tool, new { operation = "union", keys = good, cursor })).Code;
            Assert.True(code is "invalid_argument" or "conflict", $"{cursor}: {code}");
        }
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { operation = "union", keys = good, cursor = "0.set:0+0/10", countOnly = true })).Code);
    }

    [Fact]
    public async Task SetCombine_is_open_at_read_access_and_keeps_to_the_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        await redis.CallAsync("SADD", mcp.Prefix, "a");
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix, mcp.Prefix } })).At("total").GetInt64());
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { operation = "union", keys = new[] { "only:a", "other" } })).Code);
    }
}
