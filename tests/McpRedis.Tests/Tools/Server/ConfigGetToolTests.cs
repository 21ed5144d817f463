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

        Assert.All((string[])["S3cret", server.DataDirectory, "127.0.0.1"], secret => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"port\W+[0-9]", answer.Text);   // by what it is called: among so many numbers one may well be the same
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
        await mcp.CallAsync(Tool);   // a client asks for settings of its own when it connects
        await server.CallAsync("CONFIG", "RESETSTAT");
        var error = await mcp.FailAsync(Tool, new { names = new[] { "hz", name, "nosuch" } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.StartsWith("names[1], names[2]: ", error.Message, StringComparison.Ordinal);
        // MONITOR shows no CONFIG; the server's own count does.
        await using RawRedis redis = await server.ConnectAsync();
        Assert.DoesNotContain("cmdstat_config|get", (await redis.InfoAsync("commandstats")).Keys);
        await mcp.CallAsync(Tool, new { names = new[] { "hz" } });
        Assert.Contains("cmdstat_config|get", (await redis.InfoAsync("commandstats")).Keys);
    }

    [Fact]
    public async Task ConfigGet_user_without_the_right_is_told_which()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -config");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        var error = await mcp.FailAsync(Tool);
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+config|get", error.Hint, StringComparison.Ordinal);
    }

    // Whatever a server has: none of what it tells may hold a secret, a path or an address.
    [Fact]
    public async Task ConfigGet_closed_list_has_no_secret_path_or_address()
    {
        string[] words = ["pass", "auth", "masteruser", "secret", "key-file", "cert", "file", "dir", "bind", "port", "announce", "socket", "module", "replicaof", "rename", "acl", "logfile", "enable-"];
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var shown = (await mcp.CallAsync(Tool)).At("settings").EnumerateObject().Select(setting => setting.Name).ToList();
        Assert.NotEmpty(shown);
        Assert.DoesNotContain(shown, name => name != "slowlog-log-slower-than" && Array.Exists(words, word => name.Contains(word, StringComparison.Ordinal)));
        Assert.True(shown.Count < (await server.CallAsync("CONFIG", "GET", "*")).Map.Count / 2, "an open list");
    }

    [Fact]
    public async Task ConfigGet_works_under_a_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.NotNull((await mcp.CallAsync(Tool, new { names = new[] { "databases" } })).At("settings").At("databases").GetString());
    }
}
