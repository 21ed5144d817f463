using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>What a command deletes and answers with is nowhere but in the reply: it is shown whole, or the command is not sent.</summary>
public sealed class CommandRunTakingTests(RedisFixture redis)
{
    private const int Large = 20_000;

    /// <summary>A command, and what makes the one value of its key.</summary>
    public static TheoryData<string, string> Taking { get; } = new()
    {
        { "GETDEL {k}", "SET {k} {v}" },
        { "GETSET {k} new", "SET {k} {v}" },
        { "SET {k} new GET", "SET {k} {v}" },
        { "SET {k} new EX 100 GET", "SET {k} {v}" },
        { "GETEX {k} PXAT 1", "SET {k} {v}" },
        { "LPOP {k}", "RPUSH {k} {v} tail" },
        { "LPOP {k} 2", "RPUSH {k} {v} tail" },
        { "RPOP {k}", "RPUSH {k} head {v}" },
        { "RPOP {k} 2", "RPUSH {k} head {v}" },
        { "LMPOP 2 {k}none {k} LEFT", "RPUSH {k} {v} tail" },
        { "LMPOP 1 {k} RIGHT COUNT 2", "RPUSH {k} head {v}" },
        { "SPOP {k}", "SADD {k} {v}" },
        { "SPOP {k} 2", "SADD {k} {v} small" },
        { "ZPOPMIN {k}", "ZADD {k} 1 {v} 2 other" },
        { "ZPOPMAX {k} 2", "ZADD {k} 3 {v} 2 other" },
        { "ZMPOP 1 {k} MAX COUNT 2", "ZADD {k} 3 {v} 2 other" },
        { "ZMPOP 1 {k} MIN", "ZADD {k} 1 {v} 2 other" },
        { "HGETDEL {k} FIELDS 1 f", "HSET {k} f {v}" },
        { "HGETEX {k} EX 0 FIELDS 1 f", "HSET {k} f {v}" },
    };

    [Theory, MemberData(nameof(Taking))]
    public async Task Taken_value_is_shown_whole_where_a_read_one_would_be_cut(string line, string made)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string value = await MakeAsync(mcp.Prefix, made, Large);
        var answer = await mcp.SendAsync("redis_command_run", Line(mcp.Prefix, line));
        if (answer.Error is { Code: "unsupported_by_server" })
        {
            return;   // HGETDEL and HGETEX; a server that has them goes on
        }
        Assert.Contains(value, answer.Reply.At("results")[0].At("result").GetRawText(), StringComparison.Ordinal);
        Assert.False(answer.Reply.At("truncated").GetBoolean());
    }

    [Theory, MemberData(nameof(Taking))]
    public async Task Value_that_no_reply_shows_whole_is_not_taken(string line, string made)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await MakeAsync(mcp.Prefix, made, 40_000);
        await using var raw = await redis.ConnectAsync();
        var before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        foreach (string tool in (string[])["redis_command_run", "redis_transaction_run"])
        {
            var error = await mcp.FailAsync(tool, Line(mcp.Prefix, line));
            Assert.Contains(error.Code, line.StartsWith("HGET", StringComparison.Ordinal) ? (string[])["budget_exceeded", "unsupported_by_server"] : ["budget_exceeded"]);
            Assert.NotEmpty(error.Hint);
        }
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
    }

    [Fact]
    public async Task Several_takings_of_a_call_are_held_against_one_reply()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string p = mcp.Prefix;
        await redis.CallAsync(["RPUSH", p + "l", .. Enumerable.Range(0, 30).Select(object (i) => $"{i:00}{new string('x', 3000)}")]);
        await redis.CallAsync(["SADD", p + "s", .. Enumerable.Range(0, 40).Select(object (i) => $"{i:00}{new string('x', 2000)}")]);
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines(["LPOP", p + "l", "30"]))).Code);
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines(["SPOP", p + "s", "40"]))).Code);
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines(["LPOP", p + "l", "6"], ["RPOP", p + "l", "6"]))).Code);
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_command_run", CommandRunToolTests.Lines([.. Enumerable.Repeat(new[] { "LPOP", p + "l" }, 12)]))).Code);
        Assert.Equal((30, 40), ((await redis.CallAsync("LLEN", p + "l")).Integer, (await redis.CallAsync("SCARD", p + "s")).Integer));
        var results = (await mcp.CallAsync("redis_command_run", CommandRunToolTests.Lines([.. Enumerable.Repeat(new[] { "LPOP", p + "l" }, 10)]))).List("results");
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i:00}{new string('x', 3000)}"), results.Select(r => r.At("result").GetString()));
    }

    [Fact]
    public async Task Reads_before_it_do_not_use_up_the_room_of_a_taking()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync(["RPUSH", p + "read", .. Enumerable.Range(0, 10).Select(object (i) => $"{i}{new string('r', 3000)}")]);
        string[] queue = [.. Enumerable.Range(0, 5).Select(i => $"{i}{new string('q', 4500)}")];
        await redis.CallAsync(["RPUSH", p + "queue", .. queue]);
        var reply = await mcp.CallAsync("redis_command_run", CommandRunToolTests.Lines(["LRANGE", p + "read", "0", "-1"], ["LPOP", p + "queue", "5"]));
        var results = reply.List("results");
        Assert.Equal(queue, results[1].At("result").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal(10, results[0].At("result").At("total").GetInt32());
        Assert.Equal((true, "bytes"), (reply.At("truncated").GetBoolean(), reply.At("truncatedBy").GetString()));
    }

    [Fact]
    public async Task Five_hundred_pairs_are_all_shown()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["ZADD", mcp.Prefix, .. Enumerable.Range(0, 260).SelectMany(i => new object[] { i, i })]);
        var result = (await mcp.CallAsync("redis_command_run", CommandRunToolTests.Lines(["ZPOPMIN", mcp.Prefix, "260"]))).List("results")[0].At("result");
        Assert.Equal(JsonValueKind.Array, result.ValueKind);
        Assert.Equal(520, result.GetArrayLength());
    }

    private static object Line(string prefix, string line) => CommandRunToolTests.Lines(line.Replace("{k}", prefix, StringComparison.Ordinal).Split(' '));

    private async Task<string> MakeAsync(string key, string made, int size)
    {
        string value = string.Concat(Enumerable.Range(0, size / 5).Select(i => $"{i:0000}."));
        await redis.CallAsync([.. made.Split(' ').Select(object (word) => word.Replace("{k}", key, StringComparison.Ordinal).Replace("{v}", value, StringComparison.Ordinal))]);
        return value;
    }
}
