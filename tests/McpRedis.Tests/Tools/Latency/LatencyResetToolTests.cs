using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Latency;

public sealed class LatencyResetToolTests
{
    private const string Tool = "redis_latency_reset";

    [Fact]
    public async Task LatencyReset_forgets_what_it_was_asked_to_when_confirmed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("latency-monitor-threshold 10", "enable-debug-command yes");
        await server.CallAsync("DEBUG", "SLEEP", "0.05");
        await server.CallAsync("CONFIG", "SET", "latency-monitor-threshold", 0);   // or a busy machine would go on making others
        int kinds = (await server.CallAsync("LATENCY", "LATEST")).Items!.Count;
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { names = new[] { "fork" } })).List("items")[0].At("events").GetInt32());
        var asked = await mcp.FailAsync(Tool);
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains(": command", asked.Message, StringComparison.Ordinal);
        Assert.Equal(kinds, (await server.CallAsync("LATENCY", "LATEST")).Items!.Count);
        Assert.Equal(kinds, (await mcp.CallAsync(Tool, new { confirmToken = asked.ConfirmToken })).List("items")[0].At("events").GetInt32());
        Assert.Empty((await server.CallAsync("LATENCY", "LATEST")).Items!);
    }
}
