using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Pipeline;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Guard;

/// <summary>What a caller with fewer rights than the operator's sees, and what it may not.</summary>
public sealed class PrincipalRightsTests(RedisFixture redis)
{
    private static readonly JsonElement Levels = JsonElement.Parse(RepositoryFile.Read("tests/McpRedis.Tests/Snapshots/access-levels.json"));

    [Theory]
    [InlineData("full", nameof(AccessLevel.Read), "read")]
    [InlineData("full", nameof(AccessLevel.Write), "write")]
    [InlineData("full", nameof(AccessLevel.Full), "full")]
    [InlineData("write", nameof(AccessLevel.Full), "write")]
    [InlineData("read", nameof(AccessLevel.Full), "read")]
    [InlineData("read", nameof(AccessLevel.Write), "read")]
    public async Task The_lower_of_both_levels_is_listed_and_the_rest_refused_by_name(string operators, string own, string expected)
    {
        await using var replay = new ReplayServer(redis);   // which has every module, so that all are listed
        await using var mcp = await ToolHarness.StartAsync(
            [replay.Options], ToolHarness.Unconfirmed with { Access = operators }, principal: new("ada", new Grant { Access = Enum.Parse<AccessLevel>(own), Connections = ["default"] }));
        string[] listed = [.. Levels.GetProperty(expected).EnumerateArray().Select(name => name.GetString()!)];
        Assert.Equal(listed, (await mcp.ToolsAsync()).Keys);
        foreach (var tool in ToolCatalogue.All.Where(t => !listed.Contains(t.Name)))
        {
            Assert.Equal("access_denied", (await mcp.FailAsync(tool.Name, new { })).Code);
        }
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Named_commands_are_held_to_the_callers_level(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], ToolHarness.Unconfirmed, era, principal: new("ada", new Grant { Access = AccessLevel.Read }));
        string key = mcp.Prefix + "a";
        await redis.CallAsync("SET", key, "before");
        Assert.Equal("before", (await mcp.CallAsync("redis_command_run", Run("GET", key))).List("results")[0].At("result").GetString());
        Assert.Equal("read_only", (await mcp.FailAsync("redis_command_run", Run("SET", key, "after"))).Code);
        Assert.Equal("read_only", (await mcp.FailAsync("redis_transaction_run", Run("SET", key, "after"))).Code);
        Assert.Equal("before", (await redis.CallAsync("GET", key)).Text);
    }

    [Fact]
    public async Task Connections_are_those_of_the_grant_that_there_are()
    {
        ConnectionOptions[] all = [redis.Options("one"), redis.Options("two") with { Access = "read" }, redis.Options("three")];
        await using var mcp = await ToolHarness.StartAsync(all, principal: new("ada", new Grant { Connections = ["three", "nowhere", "two"] }));
        var tool = (await mcp.ToolsAsync())["redis_key_get"];
        Assert.Equal(["two", "three"], tool.InputSchema.At("properties").At("connection").At("enum").EnumerateArray().Select(name => name.GetString()));
        var items = (await mcp.CallAsync("redis_connection_list")).List("items");
        Assert.Equal([("two", "read"), ("three", "full")], items.Select(item => (item.At("name").GetString(), item.At("access").GetString())));
        string key = mcp.Prefix + "a";
        foreach (string connection in new[] { "one", "nowhere", "default" })
        {
            var error = await mcp.FailAsync("redis_key_get", new { connection, key });
            Assert.Equal("invalid_argument", error.Code);
            Assert.DoesNotContain("one,", error.Message + error.Hint, StringComparison.Ordinal);
            Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_replication_set", new { connection = "three", source = connection })).Code);
        }
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_string_set", new { connection = "two", items = new[] { new { key, value = "x" } } })).Code);
        await mcp.CallAsync("redis_string_set", new { connection = "three", items = new[] { new { key, value = "x" } } });
    }

    [Fact]
    public async Task One_connection_that_is_left_needs_no_name_and_cannot_be_given_another()
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options("one"), redis.Options("two")], principal: new("ada", new Grant { Connections = ["two"] }));
        Assert.All((await mcp.ToolsAsync()).Values, tool => Assert.False(tool.InputSchema.At("properties").TryGetProperty("connection", out _)));
        Assert.False((await mcp.ToolsAsync())["redis_replication_set"].InputSchema.At("properties").TryGetProperty("source", out _));
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_key_get", new { key = mcp.Prefix + "a" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_key_get", new { connection = "one", key = mcp.Prefix + "a" })).Code);
        Assert.Equal("two", Assert.Single((await mcp.CallAsync("redis_connection_list")).List("items")).At("name").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nowhere")]
    public async Task No_connection_that_is_left_is_said_to_be_none_for_this_caller(string connection)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options("one")], principal: new("ada", new Grant { Connections = connection.Length == 0 ? [] : [connection] }));
        var error = await mcp.FailAsync("redis_key_get", new { key = "a" });
        Assert.Equal(("not_configured", "No Redis connection is open to this caller."), (error.Code, error.Message));
        Assert.DoesNotContain("REDIS_URL", error.Hint, StringComparison.Ordinal);
        Assert.Empty((await mcp.CallAsync("redis_connection_list")).List("items"));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Audit_names_the_principal_also_where_it_is_refused_and_of_resources(string? era)
    {
        var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], ToolHarness.Everything, era, loggers: log, principal: new("ada", new Grant { Access = AccessLevel.Read }));
        await redis.CallAsync("SET", mcp.Prefix + "a", "1");
        await mcp.CallAsync("redis_string_get", new { keys = new[] { mcp.Prefix + "a" } });
        await mcp.FailAsync("redis_key_delete", new { keys = new[] { mcp.Prefix + "a" } });
        await mcp.Client.ReadResourceAsync($"redis://default/0/keys/{mcp.Prefix}a", cancellationToken: TestTimeout.Token());
        Assert.Equal(
            ["call ada redis_string_get ok", "call ada redis_key_delete access_denied", "call ada redis_key_get ok"],
            log.Of<AuditFilter>().Select(line => line.Text.Split(' ')).Select(words => string.Join(' ', [.. words[..3], words[^2]])));
    }

    // A session's server keeps the rights it began with; its caller may have lost them since.
    [Fact]
    public async Task Call_with_other_rights_than_those_of_its_server_is_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var read = new Grant { Access = AccessLevel.Read };
        var tool = ToolCatalogue.All.Single(t => t.Name == "redis_key_scan");
        foreach (var (pipeline, grant) in new[] { (mcp.Composition.Pipeline, read), (mcp.Composition.View(read).Pipeline, new Grant()), (mcp.Composition.View(read).Pipeline, read with { KeyPrefixes = ["x"] }) })
        {
            var outcome = await pipeline.RunAsync(new CallRequest(tool, null) { Principal = new("ada", grant) }, TestTimeout.Token());
            Assert.Equal(McpRedis.Faults.ErrorCode.AccessDenied, outcome.Code);
        }
        Assert.Null((await mcp.Composition.View(read).Pipeline.RunAsync(new CallRequest(tool, null) { Principal = new("ada", read with { }) }, TestTimeout.Token())).Code);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Confirmation_of_one_is_nothing_in_the_hands_of_another(string? era)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "a", "1", "b", "2");
        string[] keys = ["a", "b"];
        // The same rights, so the same view; and other rights, so another.
        await using var ada = await ToolHarness.StartAsync([server.Options()], ToolHarness.Everything, era, principal: new("ada", new Grant()));
        await using var eve = await ada.JoinAsync(new("eve", new Grant()), era);
        await using var bob = await ada.JoinAsync(new("bob", new Grant { KeyPrefixes = ["a", "b"] }), era);
        string token = (await ada.FailAsync("redis_key_delete", new { keys })).ConfirmToken!;
        foreach (var other in new[] { eve, bob })
        {
            Assert.Equal("confirmation_invalid", (await other.FailAsync("redis_key_delete", new { keys, confirmToken = token })).Code);
        }
        Assert.Equal(2, (await server.CallAsync("EXISTS", "a", "b")).Integer);
        await ada.CallAsync("redis_key_delete", new { keys, confirmToken = token });
        Assert.Equal(0, (await server.CallAsync("EXISTS", "a", "b")).Integer);
    }

    private static object Run(params string[] args) => new { commands = new[] { new { args } } };
}
