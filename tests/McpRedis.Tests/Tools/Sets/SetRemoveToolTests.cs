using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Sets;

public sealed class SetRemoveToolTests(RedisFixture redis)
{
    private const string Tool = "redis_set_remove";

    [Fact]
    public async Task SetRemove_removes_the_named_and_says_when_the_key_went()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix), binary = SampleBytes.AllBytes;
        await redis.CallAsync("SADD", key, binary, "", "c");
        var reply = await mcp.CallAsync(Tool, new { key, members = new[] { binary, [1, 2] }, encoding = "base64" });
        Assert.Equal((1, 2, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "", "c" } });
        Assert.Equal((2, 0, true), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "c" } });
        Assert.Equal((0, 0, false), (reply.At("removed").GetInt64(), reply.At("total").GetInt64(), reply.At("keyRemoved").GetBoolean()));
    }

    [Fact]
    public async Task SetRemove_takes_random_members_out_and_shows_each_whole()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] all = [.. Enumerable.Range(0, 40).Select(i => i + new string('x', 5000))];
        await redis.CallAsync(["SADD", mcp.Prefix, .. all]);
        var taken = new List<string>();
        bool gone = false;
        for (int calls = 0; !gone; calls++)
        {
            Assert.InRange(calls, 0, 40);
            var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, random = 40 });
            var members = reply.List("members");
            Assert.NotEmpty(members);
            Assert.Equal(members.Length, reply.At("removed").GetInt64());
            Assert.All(members, m => Assert.False(m.TryGetProperty("truncated", out _)));
            taken.AddRange(members.Select(m => m.Latin()));
            Assert.Equal(all.Length - taken.Count, reply.At("total").GetInt64());
            gone = reply.At("keyRemoved").GetBoolean();
            Assert.Equal(!gone, reply.At("truncated").GetBoolean());
        }
        Assert.Equal(all.Order(StringComparer.Ordinal), taken.Order(StringComparer.Ordinal));
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, random = 1 })).Code);
    }

    [Fact]
    public async Task SetRemove_does_not_take_out_what_it_cannot_show()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, new string('\u0001', 40_000));
        Assert.Equal("budget_exceeded", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, random = 1 })).Code);
        Assert.Equal(1, (await redis.CallAsync("SCARD", mcp.Prefix)).Integer);
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task SetRemove_two_who_take_at_random_never_get_the_same()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync(["SADD", mcp.Prefix, .. Enumerable.Range(0, 400).Select(i => (object)i)]);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => mcp.CallAsync(Tool, new { key = mcp.Prefix, random = 30 })));
        string[] taken = [.. replies.SelectMany(r => r.List("members")).Select(m => m.Latin())];
        Assert.Equal(taken.Length, taken.Distinct().Count());
        Assert.Equal(400 - taken.Length, (await redis.CallAsync("SCARD", mcp.Prefix)).Integer);
        Assert.Equal(taken.Length, replies.Sum(r => r.At("removed").GetInt64()));
    }

    [Fact]
    public async Task SetRemove_wrong_type_and_wrong_arguments_change_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        string key = mcp.Prefix;
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key, members = new[] { "a" } })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key, random = 1 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key, members = new[] { "a" }, random = 1 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key, random = -1 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key, members = Array.Empty<string>() })).Code);
        Assert.Equal(1, (await redis.CallAsync("LLEN", key)).Integer);
    }

    [Fact]
    public async Task SetRemove_scope_and_access_hold()
    {
        string key = RedisFixture.Prefix();
        await redis.CallAsync("SADD", key, "a");
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key, members = new[] { "a" } })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key, random = 1 })).Code);
        Assert.Equal(1, (await redis.CallAsync("SCARD", key)).Integer);
    }
}
