using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Config;

public sealed class ConfigRewriteToolTests
{
    private const string Tool = "redis_config_rewrite";

    [Fact]
    public async Task ConfigRewrite_settings_outlast_a_restart()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var asked = await ToolHarness.StartAsync(server);
        await server.CallAsync("CONFIG", "SET", "maxclients", 77);
        string file = Path.Combine(server.DataDirectory, "redis.conf");
        string before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("confirmation_required", (await asked.FailAsync(Tool)).Code);
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        Assert.True(Assert.Single((await mcp.CallAsync(Tool)).List("items")).IsNull("error"));
        await server.RestartAsync();
        Assert.Equal("77", (await server.CallAsync("CONFIG", "GET", "maxclients"))[1].Text);
    }

    [Fact]
    public async Task ConfigRewrite_file_that_cannot_be_written_is_told()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        string file = Path.Combine(server.DataDirectory, "redis.conf");
        File.Delete(file);
        Directory.CreateDirectory(file);   // also a privileged user cannot write over a folder
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool);
        Assert.Equal("redis_misconf", error.Code);
        Assert.DoesNotContain(server.DataDirectory, error.Message, StringComparison.Ordinal);
    }
}
