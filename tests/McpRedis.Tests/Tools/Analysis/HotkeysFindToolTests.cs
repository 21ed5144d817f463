using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

public sealed class HotkeysFindToolTests
{
    private const string Tool = "redis_hotkeys_find";

    [Fact]
    public async Task HotkeysFind_ranks_by_use_and_not_by_size_and_shows_no_value()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "big", new string('x', 1_000_000));
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(server, stop.Token);
        var answer = await mcp.SendAsync(Tool, new { maxSeconds = 1 });
        await stop.CancelAsync();
        await load;
        var keys = answer.Reply.List("keys").ToList();
        Assert.Equal("hot", keys[0].At("key").At("text").GetString());
        Assert.InRange(keys[0].At("lowPercent").GetDouble(), 50, 100);
        Assert.DoesNotContain(keys, key => key.At("key").At("text").GetString() == "big");
        Assert.DoesNotContain("S3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HotkeysFind_asks_first_and_is_not_for_a_key_prefix()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using (var mcp = await ToolHarness.StartAsync([server.Options()]))
        {
            Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { })).Code);
        }
        await using var scoped = await ToolHarness.StartAsync([server.Options() with { KeyPrefix = "app:" }], ToolHarness.Unconfirmed);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { })).Code);
    }

    [Fact]
    public async Task HotkeysFind_shows_no_key_of_a_closed_database()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Database = 1, Databases = [1] }], ToolHarness.Unconfirmed);
        using var stop = new CancellationTokenSource();
        var load = LoadAsync(server, stop.Token);
        var reply = await mcp.CallAsync(Tool, new { maxSeconds = 1 });
        await stop.CancelAsync();
        await load;
        Assert.Empty(reply.List("keys"));
    }

    private static async Task LoadAsync(RedisServerProcess server, CancellationToken stop)
    {
        await using var redis = await server.ConnectAsync();
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            await redis.CallAsync("SET", i % 4 == 0 ? $"cold:{i}" : "hot", "S3cret-value");
        }
    }
}
