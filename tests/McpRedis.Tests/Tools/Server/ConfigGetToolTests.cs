using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Server;

public sealed class ConfigGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_config_get";

    [Theory]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    public async Task ConfigGet_lists_what_can_be_shown(int budget)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("requirepass S3cretS3cret", "maxmemory 100mb");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Password = "S3cretS3cret" }], ToolHarness.Everything with { OutputBudgetBytes = budget });
        var answer = await mcp.SendAsync(Tool);
        var settings = answer.Reply.At("settings");
        Assert.Equal("104857600", settings.At("maxmemory").GetString());
        Assert.Equal("noeviction", settings.At("maxmemory-policy").GetString());
        Assert.InRange(answer.Text.Length, 1, budget);

        Assert.All((string[])["S3cret", server.DataDirectory, "127.0.0.1", $"{server.Port}"], secret => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConfigGet_gives_the_names_asked_for_in_any_case()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var settings = (await mcp.CallAsync(Tool, new { names = new[] { "MaxMemory", "hz", "hz" } })).At("settings");
        Assert.Equal(["hz", "maxmemory"], settings.EnumerateObject().Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("requirepass")]
    [InlineData("masterauth")]
    [InlineData("dir")]
    [InlineData("bind")]
    [InlineData("*")]
    [InlineData("max*")]
    [InlineData("maxmemory SET")]
    [InlineData("")]
    public async Task ConfigGet_other_names_are_refused_before_the_wire(string name)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        var error = await mcp.FailAsync(Tool, new { names = new[] { "hz", name, "nosuch" } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.StartsWith("names[1], names[2]: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await recorder.StopAsync(), l => l.Contains("CONFIG", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task ConfigGet_works_under_a_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.NotNull((await mcp.CallAsync(Tool, new { names = new[] { "databases" } })).At("settings").At("databases").GetString());
    }
}
