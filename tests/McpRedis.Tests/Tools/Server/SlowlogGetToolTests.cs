using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Server;

public sealed class SlowlogGetToolTests
{
    private const string Tool = "redis_slowlog_get";

    [Fact]
    public async Task SlowlogGet_tells_commands_and_never_their_arguments()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0", "slowlog-max-len 1000");
        await using var mcp = await ToolHarness.StartAsync(server);
        await server.CallAsync("SET", "secret-key", "secret-value");
        await server.CallAsync("CONFIG", "SET", "masterauth", "secret-password");
        await using RawRedis raw = await server.ConnectAsync();
        await raw.SendAsync("secret-word", "x");
        var answer = await mcp.SendAsync(Tool, new { limit = 128 });
        Assert.DoesNotContain("secret", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("127.0.0.1", answer.Text, StringComparison.Ordinal);
        var items = answer.Reply.List("items");
        Assert.Contains(items, i => i.At("command").GetString() == "SET" && i.At("arguments").GetInt32() == 2);
        Assert.Contains(items, i => i.At("command").GetString() == "CONFIG");
        Assert.Equal(items.Select(i => i.At("id").GetInt64()).OrderDescending(), items.Select(i => i.At("id").GetInt64()));
        Assert.All(items, i => Assert.Equal("node-1 (master)", i.At("node").GetString()));
    }

    [Fact]
    public async Task SlowlogGet_keeps_to_limit_and_budget()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0", "slowlog-max-len 1000");
        for (int i = 0; i < 200; i++)
        {
            await server.CallAsync("SET", $"k{i}", "v");
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        Assert.Equal(5, (await mcp.CallAsync(Tool, new { limit = 5 })).List("items").Length);
        var reply = await mcp.CallAsync(Tool, new { limit = 128 });
        Assert.InRange(reply.List("items").Length, 5, 127);
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
        Assert.InRange(reply.At("total").GetInt64(), 200, 1000);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { limit = 129 })).Code);
    }

    [Fact]
    public async Task SlowlogGet_empty_log_is_an_empty_list()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than -1");
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await mcp.CallAsync(Tool);
        Assert.Empty(reply.List("items"));
        Assert.Equal(0, reply.At("total").GetInt64());
    }

    [Fact]
    public async Task SlowlogGet_under_a_scope_is_refused_before_the_wire()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "only:" });
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool)).Code);
        Assert.DoesNotContain(await recorder.StopAsync(), l => l.Contains("SLOWLOG", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task SlowlogGet_group_sums_up_by_command_and_keeps_arguments_back()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0", "slowlog-max-len 1000");
        await using var mcp = await ToolHarness.StartAsync(server);
        for (int i = 0; i < 5; i++)
        {
            await server.CallAsync("SET", $"page:{i}{i}:secret", "secret-value");
        }
        await server.CallAsync(["HSET", "secrethash", .. Enumerable.Range(0, 80).Select(i => $"secret-{i}")]);
        await server.CallAsync("CONFIG", "SET", "masterauth", "secret-password");
        var answer = await mcp.SendAsync(Tool, new { group = true });
        Assert.DoesNotContain("secret", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(answer.Reply.List("items"));
        var groups = answer.Reply.List("groups").ToDictionary(group => group.At("command").GetString()!);
        var set = groups["SET"];
        Assert.Equal((5, 2, 2), (set.At("count").GetInt32(), set.At("fewestArguments").GetInt32(), set.At("mostArguments").GetInt32()));
        Assert.InRange(set.At("maxUs").GetInt64(), set.At("p50Us").GetInt64(), set.At("totalUs").GetInt64());
        Assert.Equal("page:*", set.At("prefix").At("text").GetString());
        Assert.Equal("*", groups["HSET"].At("prefix").At("text").GetString());
        Assert.True(groups["CONFIG SET"].IsNull("prefix"));
        Assert.Equal(81, groups["HSET"].At("mostArguments").GetInt32());
        Assert.Equal(1, groups["CONFIG SET"].At("count").GetInt32());
        Assert.Equal(answer.Reply.List("groups").Select(group => group.At("totalUs").GetInt64()).OrderDescending(), answer.Reply.List("groups").Select(group => group.At("totalUs").GetInt64()));
        Assert.True(answer.Reply.IsNull("largeRequests"));
    }

    [Fact]
    public async Task SlowlogGet_group_tells_no_prefixes_where_databases_are_closed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0");
        await server.CallAsync("SET", "page:11:x", "v");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Databases = [0] }]);
        Assert.All((await mcp.CallAsync(Tool, new { group = true })).List("groups"), shape => Assert.True(shape.IsNull("prefix")));
    }

    [Theory]
    [InlineData("valkey-8.1")]
    [InlineData("valkey-9.1")]
    public async Task SlowlogGet_group_tells_large_requests_and_replies_of_Valkey(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "commandlog-request-larger-than 10000", "commandlog-reply-larger-than 10000");
        await using var mcp = await ToolHarness.StartAsync(server);
        await server.CallAsync("SET", "big", new string('v', 20_000));
        await server.CallAsync("GET", "big");
        var answer = await mcp.SendAsync(Tool, new { group = true });
        Assert.DoesNotContain("vvvv", answer.Text, StringComparison.Ordinal);
        var request = Assert.Single(answer.Reply.List("largeRequests"));
        Assert.Equal(("SET", 1), (request.At("command").GetString(), request.At("count").GetInt32()));
        Assert.InRange(request.At("maxBytes").GetInt64(), 20_000, 21_000);
        Assert.Contains(answer.Reply.List("largeReplies"), shape => shape.At("command").GetString() == "GET");
    }
}
