using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Lists;

public sealed class ListPopToolTests(RedisFixture redis)
{
    private const string Tool = "redis_list_pop";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task ListPop_gives_any_bytes_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample];
        await redis.CallAsync("RPUSH", mcp.Prefix, bytes, "next");
        var reply = await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix } });
        Assert.Equal(bytes, Assert.Single(reply.List("elements")).Bytes());
        Assert.Equal(1, reply.At("total").GetInt64());
        Assert.Equal("next", (await redis.CallAsync("LINDEX", mcp.Prefix, 0)).Text);
    }

    [Theory]
    [InlineData("head", 2, "ab", 3)]
    [InlineData("tail", 2, "ed", 3)]
    [InlineData("tail", 500, "edcba", 0)]
    public async Task ListPop_several_from_either_end(string side, int count, string popped, long left)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c", "d", "e");
        var reply = await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, side, count });
        Assert.Equal(popped, string.Concat(reply.List("elements").Select(e => e.Latin())));
        Assert.Equal((left, false), (reply.At("total").GetInt64(), reply.At("truncated").GetBoolean()));
        Assert.Equal(left, (await redis.CallAsync("LLEN", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task ListPop_of_several_lists_takes_from_the_first_that_has_any()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = [mcp.Prefix + "none", mcp.Prefix + "b", mcp.Prefix + "c"];
        await redis.CallAsync("RPUSH", keys[1], "b1", "b2");
        await redis.CallAsync("RPUSH", keys[2], "c1");
        var reply = await mcp.CallAsync(Tool, new { keys, count = 5 });
        Assert.Equal(keys[1], reply.At("key").Latin());
        Assert.Equal(["b1", "b2"], reply.List("elements").Select(e => e.Latin()));
        Assert.Equal("c1", (await mcp.CallAsync(Tool, new { keys, side = "tail" })).List("elements")[0].Latin());
        var empty = await mcp.CallAsync(Tool, new { keys });
        Assert.True(empty.IsNull("key"));
        Assert.Empty(empty.List("elements"));
    }

    [Theory]
    [InlineData("head")]
    [InlineData("tail")]
    public async Task ListPop_loses_nothing_to_the_budget(string side)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] all = [.. Enumerable.Range(0, 60).Select(i => $"{i}:{new string('<', 100 * (i % 7))}")];
        await redis.CallAsync(["RPUSH", mcp.Prefix, .. all]);
        var got = new List<string>();
        int calls = 0;
        for (bool more = true; more; calls++)
        {
            var answer = await mcp.SendAsync(Tool, new { keys = new[] { mcp.Prefix }, side, count = 500 });
            Assert.Null(answer.Error);
            Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 2, 32 * 1024);
            more = answer.Reply.At("truncated").GetBoolean();
            Assert.Equal(more ? "bytes" : null, answer.Reply.At("truncatedBy").GetString());
            got.AddRange(answer.Reply.List("elements").Select(e => e.Latin()));
            Assert.Equal(60 - got.Count, answer.Reply.At("total").GetInt64());
        }
        Assert.InRange(calls, 3, 10);
        Assert.Equal(side == "head" ? all : all.Reverse(), got);
    }

    [Fact]
    public async Task ListPop_of_an_element_no_reply_can_hold_pops_nothing_and_it_can_be_moved()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string big = new('x', 40_000), to = mcp.Prefix + "to";
        await redis.CallAsync("RPUSH", mcp.Prefix, "small", big);
        var first = await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, count = 2 });
        Assert.Equal("small", Assert.Single(first.List("elements")).Latin());
        Assert.True(first.At("truncated").GetBoolean());
        var error = await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix } });
        Assert.Equal("budget_exceeded", error.Code);
        Assert.Contains("40000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await redis.CallAsync("LLEN", mcp.Prefix)).Integer);
        var moved = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, toKey = to })).List("elements")[0];
        Assert.Equal(40_000, moved.At("sizeBytes").GetInt64());
        Assert.Equal(big, (await redis.CallAsync("LINDEX", to, 0)).Text);
    }

    [Fact]
    public async Task ListPop_moves_to_the_other_side_of_another_list()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string to = mcp.Prefix + "to";
        string[] keys = [mcp.Prefix];
        Assert.True((await mcp.CallAsync(Tool, new { keys, toKey = to })).IsNull("key"));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", to)).Integer);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a", "b", "c");
        var reply = await mcp.CallAsync(Tool, new { keys, toKey = to });
        Assert.Equal(("a", 2), (reply.List("elements")[0].Latin(), reply.At("total").GetInt64()));
        await mcp.CallAsync(Tool, new { keys, toKey = to, side = "tail" });
        Assert.Equal(["c", "a"], (await redis.CallAsync("LRANGE", to, 0, -1)).Texts);
        Assert.Contains("toKey", (await mcp.FailAsync(Tool, new { keys, toKey = to, count = 2 })).Message, StringComparison.Ordinal);
        Assert.Contains("toKey", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix, to }, toKey = to })).Message, StringComparison.Ordinal);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys, toKey = mcp.Prefix + "s" })).Code);
        Assert.Equal("b", (await redis.CallAsync("LINDEX", mcp.Prefix, 0)).Text);
    }

    [Fact]
    public async Task ListPop_wrong_type_scope_and_arguments()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "a");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix } })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "list", mcp.Prefix } })).Code);
        foreach (object count in (object[])[0, -1, 501, "9223372036854775807"])
        {
            Assert.Contains("count", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "list" }, count })).Message, StringComparison.Ordinal);
        }
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = mcp.Prefix });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "list" }, toKey = "elsewhere" })).Code);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "list", "elsewhere" } })).Code);
        Assert.Equal(1, (await redis.CallAsync("LLEN", mcp.Prefix + "list")).Integer);
    }
}
