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
}
