using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Scripting;

public sealed class FunctionCallToolTests
{
    private const string Tool = "redis_function_call";
    private const string Library = """
        #!lua name=mylib
        redis.register_function('put', function(keys, args) return redis.call('SET', keys[1], args[1]) end)
        redis.register_function{function_name='look', callback=function(keys) return redis.call('GET', keys[1]) end, flags={'no-writes'}}
        redis.register_function{function_name='spin', callback=function() while true do end end, flags={'no-writes'}}
        """;

    [Fact]
    public async Task FunctionCall_calls_and_read_only_calls_only_what_does_not_write()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await server.CallAsync("FUNCTION", "LOAD", Library);
        Assert.Equal("OK", (await mcp.CallAsync(Tool, new { function = "put", keys = new[] { "k" }, args = new[] { "v" } })).At("result").GetString());
        Assert.Equal("v", (await mcp.CallAsync(Tool, new { function = "look", keys = new[] { "k" }, readOnly = true })).At("result").GetString());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { function = "put", keys = new[] { "k" }, args = new[] { "w" }, readOnly = true })).Code);
        Assert.Contains("function", (await mcp.FailAsync(Tool, new { function = "none" })).Message, StringComparison.Ordinal);
        Assert.Equal("v", (await server.CallAsync("GET", "k")).Text);
        await using var asked = await ToolHarness.StartAsync(server);
        var preview = await asked.FailAsync(Tool, new { function = "put", keys = new[] { "k" }, args = new[] { "w" } });
        Assert.Equal(["FCALL put w"], preview.Preview!.Value.List("plan").Select(l => l.GetString()!));
        Assert.Equal("v", (await server.CallAsync("GET", "k")).Text);
        Assert.Equal("OK", (await asked.CallAsync(Tool, new { function = "put", keys = new[] { "k" }, args = new[] { "w" }, confirmToken = preview.ConfirmToken })).At("result").GetString());
        await using var scoped = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { function = "look", keys = new[] { "app:k" } })).Code);
    }

    [Fact]
    public async Task FunctionCall_that_never_ends_is_stopped()
    {
        await using var server = await RedisServerProcess.StartAsync("lua-time-limit 200");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await server.CallAsync("FUNCTION", "LOAD", Library);
        Assert.Equal("timeout", (await mcp.FailAsync(Tool, new { function = "spin", timeoutMs = 500 })).Code);
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
    }

    [Fact]
    public async Task FunctionCall_that_never_ends_and_has_written_is_told_plainly()
    {
        await using var server = await RedisServerProcess.StartAsync("lua-time-limit 200");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await server.CallAsync("FUNCTION", "LOAD", "#!lua name=other\nredis.register_function('fill', function(keys) redis.call('SET', keys[1], '1') while true do end end)");
        var error = await mcp.FailAsync(Tool, new { function = "fill", keys = new[] { "k" }, timeoutMs = 500 });
        Assert.Equal("redis_busy_script", error.Code);
        Assert.Contains("has written already", error.Message, StringComparison.Ordinal);
        Assert.True(server.IsRunning);
    }
}
