using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Config;

public sealed class ConfigResetToolTests
{
    private const string Tool = "redis_config_reset";

    [Fact]
    public async Task ConfigReset_tells_counters_before_and_after()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis redis = await server.ConnectAsync();
        for (int i = 0; i < 40; i++)
        {
            await redis.CallAsync("GET", "none");
        }
        await using var asked = await ToolHarness.StartAsync(server);
        Assert.Equal("confirmation_required", (await asked.FailAsync(Tool)).Code);
        Assert.Equal("40", (await redis.InfoAsync("stats"))["keyspace_misses"]);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var item = Assert.Single((await mcp.CallAsync(Tool)).List("items"));
        Assert.Equal((40, 0), (item.At("before").At("keyspace_misses").GetInt64(), item.At("after").At("keyspace_misses").GetInt64()));
        Assert.InRange(item.At("after").At("total_commands_processed").GetInt64(), 0, 20);
        Assert.Equal("0", (await redis.InfoAsync("stats"))["keyspace_misses"]);
    }

    [Fact]
    public async Task ConfigReset_without_INFO_still_resets()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -info");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        var item = Assert.Single((await mcp.CallAsync(Tool)).List("items"));
        Assert.True(item.IsNull("before"));
        Assert.True(item.IsNull("error"));
    }
}
