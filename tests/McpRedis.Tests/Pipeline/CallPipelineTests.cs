using System.Text.Json;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Pipeline;

/// <summary>audit → errors → arguments → deadline → guard → budget → tool → gateway, each step by what it keeps from the next.</summary>
public sealed class CallPipelineTests(RedisFixture redis)
{
    [Fact]
    public async Task Errors_come_inside_the_audit()
    {
        var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], ToolHarness.Everything, loggers: log);
        await mcp.FailAsync("redis_key_get", new { key = mcp.Prefix + "none" });
        Assert.Contains("key_not_found", Assert.Single(log.Of<AuditFilter>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unconfigured_comes_before_the_guard()
    {
        await using var mcp = await ToolHarness.StartAsync([], ToolHarness.Everything with { Confirm = "writes" });
        Assert.Equal("not_configured", (await mcp.FailAsync("redis_string_increment", new { key = "a" })).Code);
    }

    [Fact]
    public async Task Guard_comes_before_the_first_change()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { Confirm = "writes" });
        await mcp.CallAsync("redis_key_scan");
        await using var monitor = await MonitorRecorder.StartAsync(server);
        Assert.Equal("confirmation_required", (await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = "a", value = "b" } } })).Code);
        Assert.DoesNotContain(await monitor.StopAsync(), line => line.Contains("\"SET\"", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("""{"keys":[5]}""")]
    [InlineData("""{"keys":["a"],"unknown":1}""")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":["a"],"database":-1}""")]
    public async Task Mistaken_call_sends_nothing(string arguments)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await mcp.CallAsync("redis_key_scan");
        await using var monitor = await MonitorRecorder.StartAsync(server);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_string_get", JsonSerializer.Deserialize<JsonElement>(arguments))).Code);
        Assert.DoesNotContain(await monitor.StopAsync(), line => line.Contains("GETRANGE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_that_is_cancelled_is_cancelled_and_not_an_error()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var request = new CallRequest(mcp.Composition.Catalogue.Find("redis_key_get")!, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"key":"a"}"""));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await mcp.Composition.Pipeline.RunAsync(request, cancelled.Token));
    }

    [Fact]
    public async Task Calls_side_by_side_do_not_share_anything()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: ToolHarness.Handshake);
        string[] keys = [.. Enumerable.Range(0, 200).Select(i => $"{mcp.Prefix}{i}")];
        foreach (string key in keys)
        {
            await redis.CallAsync("SET", key, key);
        }
        var replies = await Task.WhenAll(keys.Select(key => mcp.CallAsync("redis_string_get", new { keys = new[] { key } })));
        Assert.Equal(keys, replies.Select(reply => reply.GetProperty("items")[0].GetProperty("value").GetProperty("text").GetString()!));
    }
}
