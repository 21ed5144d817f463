using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Config;

public sealed class ConfigSetToolTests
{
    private const string Tool = "redis_config_set";

    [Fact]
    public async Task ConfigSet_tells_before_and_after_and_undo_brings_it_back()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("maxmemory 1gb");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, Items(("MaxMemory", "200mb"), ("maxmemory-policy", "allkeys-lru"), ("save", "3600 1 300 100"), ("client-output-buffer-limit", "pubsub 64mb 16mb 90")));
        Assert.Equal(["maxmemory 1073741824 209715200", "maxmemory-policy noeviction allkeys-lru", "save  3600 1 300 100"],
            reply.List("items")[..3].Select(i => $"{i.At("name").GetString()} {i.At("before").GetString()} {i.At("after").GetString()}"));
        Assert.Equal("209715200", await SettingAsync(server, "maxmemory"));
        await mcp.CallAsync(Tool, new { items = reply.At("undo") });
        Assert.Equal(("1073741824", "noeviction", ""), (await SettingAsync(server, "maxmemory"), await SettingAsync(server, "maxmemory-policy"), await SettingAsync(server, "save")));
    }

    [Theory]
    [InlineData("requirepass")]
    [InlineData("masterauth")]
    [InlineData("masteruser")]
    [InlineData("primaryauth")]
    [InlineData("tls-key-file")]
    [InlineData("tls-key-file-pass")]
    [InlineData("dir")]
    [InlineData("dbfilename")]
    [InlineData("appendfilename")]
    [InlineData("logfile")]
    [InlineData("aclfile")]
    [InlineData("loadmodule")]
    [InlineData("replicaof")]
    [InlineData("slaveof")]
    [InlineData("bind")]
    [InlineData("port")]
    [InlineData("unixsocket")]
    [InlineData("protected-mode")]
    [InlineData("replica-read-only")]
    [InlineData("slave-read-only")]
    [InlineData("enable-debug-command")]
    [InlineData("enable-protected-configs")]
    [InlineData("enable-module-command")]
    [InlineData("acl-pubsub-default")]
    [InlineData("rename-command")]
    [InlineData("cluster-announce-ip")]
    [InlineData("syslog-enabled")]
    [InlineData("oom-score-adj")]
    [InlineData("nonsense")]
    [InlineData("maxmemory ")]
    [InlineData("max*")]
    [InlineData("")]
    public async Task ConfigSet_secrets_paths_addresses_and_holes_are_refused_before_the_wire(string name)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        foreach (string word in (string[])[name, name.ToUpperInvariant()])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Items(("hz", "20"), (word, "yes")))).Code);
        }
        // MONITOR shows no CONFIG; the server's own count does.
        await using RawRedis redis = await server.ConnectAsync();
        Assert.DoesNotContain("cmdstat_config|set", (await redis.InfoAsync("commandstats")).Keys);
    }

    [Theory]
    [InlineData("maxmemory", "lots", "argument must be a memory value")]
    [InlineData("maxmemory-policy", "newest", "allkeys-lru")]
    [InlineData("maxmemory-samples", "-1", "between")]
    public async Task ConfigSet_value_the_server_refuses_names_the_setting_and_changes_none(string name, string value, string reason)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        string before = await SettingAsync(server, "hz");
        var error = await mcp.FailAsync(Tool, Items(("hz", "77"), (name, value)));
        Assert.Equal("invalid_argument", error.Code);
        Assert.StartsWith($"{name}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SettingAsync(server, "hz"));
    }

    [Fact]
    public async Task ConfigSet_wants_each_setting_once_with_a_plain_value()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Items())).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Items(("hz", "20"), ("HZ", "30")))).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Items(("save", "1 1\r\nrequirepass x")))).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Items(("save", new string('1', 513))))).Code);
    }

    [Fact]
    public async Task ConfigSet_unconfirmed_says_from_what_to_what_and_changes_nothing()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("maxclients 100");
        await using var mcp = await ToolHarness.StartAsync(server);
        var error = await mcp.FailAsync(Tool, Items(("maxclients", "50")));
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains("maxclients from \"100\" to \"50\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("100", await SettingAsync(server, "maxclients"));
    }

    [Fact]
    public async Task ConfigSet_what_is_refused_would_have_been_counted()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await mcp.CallAsync(Tool, Items(("hz", "20")));
        await using RawRedis redis = await server.ConnectAsync();
        Assert.StartsWith("calls=1,", (await redis.InfoAsync("commandstats"))["cmdstat_config|set"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis_config_set", "config|get", "+config|get")]
    [InlineData("redis_config_set", "config|set", "+config|set")]
    [InlineData("redis_config_rewrite", "config|rewrite", "+config|rewrite")]
    [InlineData("redis_config_reset", "config|resetstat", "+config|resetstat")]
    public async Task ConfigSet_and_its_neighbours_name_the_missing_right(string tool, string without, string right)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync($"user app on >secret ~* +@all -{without}");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(tool, tool == Tool ? Items(("hz", "20")) : null);
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains(right, error.Hint, StringComparison.Ordinal);
        Assert.Equal("10", await SettingAsync(server, "hz"));
    }

    [Theory]
    [InlineData("user app on >secret ~* +@all -config", "not_permitted")]
    [InlineData("user app on >secret ~* +@all -config|set", "not_permitted")]
    [InlineData("rename-command CONFIG \"\"", "unsupported_by_server")]
    public async Task ConfigSet_without_CONFIG_says_why(string line, string code)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(line);
        bool user = line.StartsWith("user", StringComparison.Ordinal);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = user ? "app" : null, Password = user ? "secret" : null }], ToolHarness.Unconfirmed);
        Assert.Equal(code, (await mcp.FailAsync(Tool, Items(("hz", "20")))).Code);
        foreach (string tool in (string[])["redis_config_rewrite", "redis_config_reset"])
        {
            Assert.Contains((await mcp.SendAsync(tool)).Error?.Code, (string?[])[code, line.Contains("config|set", StringComparison.Ordinal) ? "conflict" : code, null]);
        }
    }

    [Fact]
    public async Task ConfigSet_cluster_changes_every_node()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3);
        await cluster.Nodes[1].CallAsync("CONFIG", "SET", "hz", 33);
        await using var mcp = await ToolHarness.StartAsync(cluster.Masters[0], ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, Items(("maxmemory-samples", "9"), ("hz", "20")));
        Assert.Equal(["9", "9", "9"], reply.List("items").Where(i => i.At("name").GetString() == "maxmemory-samples").Select(i => i.At("after").GetString()));
        Assert.Equal(["10", "10", "33"], reply.List("items").Where(i => i.At("name").GetString() == "hz").Select(i => i.At("before").GetString()).Order(StringComparer.Ordinal));
        // hz was not the same everywhere, so no one call brings it back.
        Assert.Equal("maxmemory-samples", Assert.Single(reply.List("undo")).At("name").GetString());
        foreach (RedisServerProcess node in cluster.Nodes)
        {
            Assert.Equal("9", await SettingAsync(node, "maxmemory-samples"));
        }
    }

    private static object Items(params (string Name, string Value)[] settings) => new { items = settings.Select(s => new { name = s.Name, value = s.Value }) };

    private static async Task<string> SettingAsync(RedisServerProcess server, string name) => (await server.CallAsync("CONFIG", "GET", name))[1].Text;
}
