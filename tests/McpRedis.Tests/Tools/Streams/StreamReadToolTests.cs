using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

public sealed class StreamReadToolTests(RedisFixture redis)
{
    private const string Tool = "redis_stream_read";

    [Fact]
    public async Task StreamRead_delivers_each_entry_once_and_keeps_it_pending()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 5);
        await redis.GroupAsync(mcp.Prefix, 0);
        Assert.Equal(["1-0", "2-0", "3-0"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", limit = 3 })).Ids());
        Assert.Equal(["4-0", "5-0"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "b" })).Ids());
        Assert.Empty((await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a" })).Ids());
        Assert.Equal(["2-0", "3-0"], (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", pendingAfter = "1-0" })).Ids());
        await redis.CallAsync("XDEL", mcp.Prefix, "2-0");
        var pending = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", pendingAfter = "0" })).List("entries");
        Assert.Equal([1, 0, 1], pending.Select(e => e.List("fields").Length));
        Assert.Equal(5, (await redis.CallAsync("XPENDING", mcp.Prefix, "g"))[0].Integer);
    }

    [Fact]
    public async Task StreamRead_waits_for_a_new_entry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 1);
        await redis.GroupAsync(mcp.Prefix, 1);
        var waiting = mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", waitMs = 10_000 });
        await redis.CallAsync("XADD", mcp.Prefix, "2-0", "n", "late");
        Assert.Equal(["2-0"], (await waiting).Ids());
    }

    [Fact]
    public async Task StreamRead_large_entries_are_taken_no_faster_than_they_can_be_shown()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 60, new string('x', 3000));
        await redis.GroupAsync(mcp.Prefix, 0);
        var seen = new List<string>();
        while (true)
        {
            var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", limit = 100 });
            if (reply.Ids() is not { Length: > 0 } ids)
            {
                break;
            }
            Assert.Equal(0, reply.At("unshown").GetInt64());
            seen.AddRange(ids);
        }
        Assert.Equal(Enumerable.Range(1, 60).Select(i => $"{i}-0"), seen);
    }

    [Fact]
    public async Task StreamRead_what_did_not_fit_is_counted_and_read_again()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 200, "small");
        await redis.CallAsync("XADD", mcp.Prefix, "201-0", "n", new string('x', 4000));
        for (int i = 202; i < 220; i++)
        {
            await redis.CallAsync("XADD", mcp.Prefix, $"{i}-0", "n", new string('x', 4000));
        }
        await redis.CallAsync("XGROUP", "CREATE", mcp.Prefix, "g", "200-0");
        var seen = new List<string>();
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", limit = 19 });
        seen.AddRange(reply.Ids());
        while (reply.At("unshown").GetInt64() > 0)
        {
            Assert.True(reply.At("truncated").GetBoolean());
            reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", limit = 19, pendingAfter = seen[^1] });
            seen.AddRange(reply.Ids());
        }
        Assert.Equal(Enumerable.Range(201, 19).Select(i => $"{i}-0").Take(seen.Count), seen);
        Assert.Equal(seen.Count, (await redis.CallAsync("XPENDING", mcp.Prefix, "g"))[0].Integer);
    }

    [Fact]
    public async Task StreamRead_mistakes_have_names_and_take_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.FillAsync(mcp.Prefix, 1);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a" })).Code);
        await redis.GroupAsync(mcp.Prefix, 0);
        foreach (string wrong in (string[])[">", "$", "", "x"])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", pendingAfter = wrong })).Code);
        }
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a", pendingAfter = "0", waitMs = 5 })).Code);
        Assert.Equal("0-0", (await redis.CallAsync("XINFO", "GROUPS", mcp.Prefix))[0].Map["last-delivered-id"].Text);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix, group = "g", consumer = "a" })).Code);
    }
}
