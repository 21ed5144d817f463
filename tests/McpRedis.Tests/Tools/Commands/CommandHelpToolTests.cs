using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

public sealed class CommandHelpToolTests(RedisFixture redis)
{
    private const string Tool = "redis_command_help";

    [Fact]
    public async Task CommandHelp_tells_syntax_cost_and_tool()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var help = await mcp.CallAsync(Tool, new { command = "getex" });
        Assert.Equal("GETEX", help.At("command").GetString());
        Assert.StartsWith("GETEX key [", help.At("syntax").GetString(), StringComparison.Ordinal);
        Assert.Contains("EX seconds|PX milliseconds", help.At("syntax").GetString(), StringComparison.Ordinal);
        Assert.Equal(("6.2.0", "string", "O(1)"), (help.At("since").GetString(), help.At("group").GetString(), help.At("complexity").GetString()));
        Assert.Contains("write", help.List("flags").Select(f => f.GetString()));
        Assert.Equal("argument 1", help.At("keys").GetString());
        Assert.Equal("read", help.At("runAt").GetString());
        Assert.True(help.At("live").GetBoolean());
    }

    [Theory]
    [InlineData("config get", "CONFIG GET", "never", false, "redis_config_get")]
    [InlineData("CONFIG|GET", "CONFIG GET", "never", false, "redis_config_get")]
    [InlineData("keys", "KEYS", "never", false, "redis_key_scan")]
    [InlineData("STRLEN", "STRLEN", "read", false, "redis_key_info")]
    [InlineData("LTRIM", "LTRIM", "write", true, null)]
    [InlineData("INCR", "INCR", "write", false, null)]
    [InlineData("SLOWLOG RESET", "SLOWLOG RESET", "full", true, null)]
    [InlineData("SHUTDOWN", "SHUTDOWN", "never", false, null)]
    public async Task CommandHelp_says_where_it_runs(string asked, string name, string runAt, bool confirmed, string? tool)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var help = await mcp.CallAsync(Tool, new { command = asked });
        Assert.Equal((name, runAt, confirmed), (help.At("command").GetString(), help.At("runAt").GetString(), help.At("confirmed").GetBoolean()));
        Assert.True(tool is null || help.List("tools").Any(t => t.GetString() == tool), help.ToString());
    }

    [Theory]
    [InlineData("CONFIG", "CONFIG GET", "redis_config_get")]
    [InlineData("client", "CLIENT LIST", null)]
    [InlineData("OBJECT", "OBJECT ENCODING", "redis_key_info")]
    public async Task CommandHelp_of_a_family_lists_its_sub_commands(string asked, string member, string? tool)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var help = await mcp.CallAsync(Tool, new { command = asked });
        Assert.Contains(member, help.List("subcommands").Select(s => s.GetString()));
        Assert.Contains("sub-commands", help.At("why").GetString(), StringComparison.Ordinal);
        Assert.True(tool is null || help.List("tools").Any(t => t.GetString() == tool), help.ToString());
        Assert.True((await mcp.CallAsync(Tool, new { command = member })).IsNull("subcommands"));
    }

    [Fact]
    public async Task CommandHelp_of_a_module_that_is_not_loaded_names_it()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var error = await mcp.FailAsync(Tool, new { command = "JSON.SET" });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandHelp_unknown_name_tells_near_ones()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync(Tool, new { command = "HGTE" });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("HGET", error.Message, StringComparison.Ordinal);
        Assert.Contains("CONFIG GET", (await mcp.FailAsync(Tool, new { command = "CONFIG NOSUCH" })).Message, StringComparison.Ordinal);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { command = "GET k v" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { command = "" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { command = "GET\r\n" })).Code);
    }

    [Fact]
    public async Task CommandHelp_falls_back_on_the_table_where_the_user_may_not_ask()
    {
        await using var server = await RedisServerProcess.StartAsync("user app on >secret ~* &* +@all -command");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        var help = await mcp.CallAsync(Tool, new { command = "SET" });
        Assert.False(help.At("live").GetBoolean());
        Assert.True(help.IsNull("summary") && help.IsNull("syntax"));
        Assert.Equal((-3, "argument 1", "write"), (help.At("arity").GetInt32(), help.At("keys").GetString(), help.At("runAt").GetString()));
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { command = "NO.SUCH" })).Code);
    }
}
