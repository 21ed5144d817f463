using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using McpRedis.Pipeline;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>Two real servers with different passwords, over connections <c>main</c> (the source) and <c>spare</c> (the target).</summary>
public sealed class ReplicationSetToolTests
{
    private const string Tool = "redis_replication_set";
    private const string SourcePassword = "s0urce-S3cret", TargetPassword = "t4rget-S3cret";

    [Theory]
    [InlineData(null)]
    [InlineData("repl")]
    public async Task ReplicationSet_follows_promotes_and_leaves_no_password_behind(string? user)
    {
        await using RedisServerProcess main = await SourceAsync($"user repl on >{SourcePassword} ~* &* +@all");
        await using RedisServerProcess spare = await TargetAsync();
        using var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = user }, spare.Options("spare")], ToolHarness.Unconfirmed, loggers: log);
        var answer = await mcp.SendAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Null(answer.Error);
        Assert.Equal("replica", answer.Reply.At("state").GetString());
        Assert.Equal("main", answer.Reply.At("source").GetString());
        Assert.Equal(2, answer.Reply.At("keysReplaced").GetInt64());
        Assert.Equal(user is null ? ["masterauth"] : ["masteruser", "masterauth"], answer.Reply.List("settings").Select(s => s.GetString()!));
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        Assert.Equal((user ?? "", SourcePassword), (await SettingAsync(spare, "masteruser"), await SettingAsync(spare, "masterauth")));
        Assert.Equal("redis_readonly_replica", (await mcp.FailAsync("redis_string_set", Write("spare"))).Code);
        Assert.False((await mcp.CallAsync(Tool, new { connection = "spare", source = "main" })).At("changed").GetBoolean());

        var promoted = await mcp.SendAsync(Tool, new { connection = "spare", promote = true });
        Assert.Null(promoted.Error);
        Assert.Equal("master", promoted.Reply.At("state").GetString());
        Assert.Equal("main", promoted.Reply.At("source").GetString());
        Assert.Equal(0, promoted.Reply.At("lagBytes").GetInt64());
        Assert.Contains("masterauth", promoted.Reply.List("settings").Select(s => s.GetString()));
        Assert.Empty(promoted.Reply.List("remaining"));
        Assert.Equal(("", ""), (await SettingAsync(spare, "masteruser"), await SettingAsync(spare, "masterauth")));
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        await mcp.CallAsync("redis_string_set", Write("spare"));   // at once, not when the client has looked again
        Assert.False((await mcp.CallAsync(Tool, new { connection = "spare", promote = true })).At("changed").GetBoolean());
        Assert.All(log.All.Select(line => line.Text + line.Exception).Append(answer.Text).Append(promoted.Text), text => Assert.DoesNotContain("S3cret", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReplicationSet_second_source_is_followed_and_promotion_goes_back_before_the_first()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess other = await RedisServerProcess.StartAsync(Fast);
        await other.CallAsync("SET", "only", "here");
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), other.Options("other"), spare.Options("spare")], ToolHarness.Unconfirmed);
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        // The other has no password, and one that is sent all the same is refused.
        await mcp.CallAsync(Tool, new { connection = "spare", source = "other" });
        Assert.Equal("", await SettingAsync(spare, "masterauth"));
        Assert.Equal(["only"], (await DatabaseDigest.OfAsync(spare)).Keys.Keys);
        await mcp.CallAsync(Tool, new { connection = "spare", promote = true });
        Assert.Equal("", await SettingAsync(spare, "masterauth"));
    }

    [Fact]
    public async Task ReplicationSet_promotion_tells_what_others_have_set_and_leaves_it()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync($"masterauth {SourcePassword}", $"replicaof 127.0.0.1 {main.Port}");
        await RedisReplication.InSyncAsync(spare);
        await using var mcp = await ToolHarness.StartAsync(spare, ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { promote = true });
        Assert.Equal("master", reply.At("state").GetString());
        Assert.True(reply.IsNull("source"));
        Assert.True(reply.IsNull("lagBytes"));
        Assert.Equal(["masterauth"], reply.List("remaining").Select(r => r.GetString()));
        Assert.Equal(SourcePassword, await SettingAsync(spare, "masterauth"));
        Assert.Equal("master", (await spare.CallAsync("ROLE"))[0].Text);
    }

    // Our own login at the source succeeds; the user may not do what a replica does.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReplicationSet_refused_by_the_source_puts_all_back(bool followsAnother)
    {
        await using RedisServerProcess main = await SourceAsync($"user weak on >{SourcePassword} ~* &* +@all -psync -sync -replconf");
        await using RedisServerProcess third = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync($"masterauth {(followsAnother ? SourcePassword : "0wn-S3cret")}", "masteruser default");
        if (followsAnother)
        {
            await spare.CallAsync("REPLICAOF", "127.0.0.1", third.Port);
            await RedisReplication.InSyncAsync(spare);
        }
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = "weak" }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main", timeoutMs = 2500 });
            Assert.Equal("timeout", error.Code);
            Assert.Contains("put back", error.Message, StringComparison.Ordinal);
            Assert.Contains("+psync", error.Hint, StringComparison.Ordinal);
            Assert.DoesNotContain("S3cret", error.Message + error.Hint, StringComparison.Ordinal);
        });
        if (followsAnother)
        {
            Assert.Equal($"{third.Port}", (await spare.CallAsync("ROLE"))[2].Text);
            await RedisReplication.InSyncAsync(spare);
        }
    }

    [Fact]
    public async Task ReplicationSet_source_out_of_reach_changes_nothing()
    {
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync(
            [spare.Options("main") with { Endpoints = [new("127.0.0.1", FreePort.Next())] }, spare.Options("spare"), spare.Options("wrong") with { Password = "wrong" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            Assert.Equal("redis_unavailable", (await mcp.FailAsync(Tool, new { connection = "spare", source = "main" })).Code);
            Assert.Equal("auth_failed", (await mcp.FailAsync(Tool, new { connection = "spare", source = "wrong" })).Code);
        });
    }

    [Fact]
    public async Task ReplicationSet_cancelled_puts_all_back()
    {
        await using RedisServerProcess main = await SourceAsync($"user weak on >{SourcePassword} ~* &* +@all -psync -sync");
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = "weak" }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            using var cancelled = new CancellationTokenSource();
            var arguments = new Dictionary<string, JsonElement> { ["connection"] = JsonSerializer.SerializeToElement("spare"), ["source"] = JsonSerializer.SerializeToElement("main") };
            var call = mcp.Composition.Pipeline.RunAsync(new CallRequest(mcp.Composition.Catalogue.Find(Tool)!, arguments), cancelled.Token).AsTask();
            await TestTimeout.UntilAsync("it follows", async () => (await spare.CallAsync("ROLE"))[0].Text == "slave");
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });
    }

    [Fact]
    public async Task ReplicationSet_copy_that_outlasts_the_wait_goes_on()
    {
        await using RedisServerProcess main = await SourceAsync("rdb-key-save-delay 20000", "enable-debug-command yes", "repl-diskless-sync no");
        await main.CallAsync("DEBUG", "POPULATE", 150);
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { connection = "spare", source = "main", timeoutMs = 1000 });
        Assert.Equal("syncing", reply.At("state").GetString());
        await RedisReplication.InSyncAsync(spare);
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
    }

    [Fact]
    public async Task ReplicationSet_unconfirmed_says_what_is_lost_and_changes_nothing()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")]);
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main" });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("(2 keys)", error.Message, StringComparison.Ordinal);
        });
        await spare.CallAsync("CONFIG", "SET", "masterauth", SourcePassword);
        await spare.CallAsync("REPLICAOF", "127.0.0.1", main.Port);
        await RedisReplication.InSyncAsync(spare);
        await UnchangedAsync(spare, async () => Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { connection = "spare", promote = true })).Code));
    }

    [Fact]
    public async Task ReplicationSet_dials_no_address_that_is_not_a_connection()
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        int port = ((IPEndPoint)canary.LocalEndpoint).Port;
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            foreach (string source in (string[])[$"127.0.0.1 {port}", $"127.0.0.1:{port}", $"redis://127.0.0.1:{port}", $"main\r\nREPLICAOF 127.0.0.1 {port}", "Main", "main ", "", "NO ONE", "no", "127.0.0.1", $"@{port}", "../main"])
            {
                Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "spare", source })).Code);
            }
            foreach (string extra in (string[])["host", "port", "address", "url", "masterauth", "password"])
            {
                var arguments = new Dictionary<string, object?> { ["connection"] = "spare", ["source"] = "main", [extra] = $"127.0.0.1:{port}" };
                Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, arguments)).Code);
            }
        });
        Assert.False(canary.Pending());
    }

    [Fact]
    public async Task ReplicationSet_wants_a_source_or_promote()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare"), spare.Options("same") with { Endpoints = [new("localhost", spare.Port)] },
            spare.Options("socket") with { Kind = ConnectionKind.UnixSocket, Endpoints = [], SocketPath = "/none" },
            main.Options("far") with { Endpoints = [new("redis.invalid", 6379)] }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            foreach (object arguments in (object[])[
                new { connection = "spare" }, new { connection = "spare", source = "main", promote = true }, new { connection = "spare", promote = false },
                new { connection = "spare", source = "spare" }, new { connection = "spare", source = "same" }, new { connection = "spare", source = "socket" },
                new { connection = "far", source = "spare" }, new { connection = "spare", source = "main", timeoutMs = 0 }])
            {
                Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, arguments)).Code);
            }
        });
    }

    [Fact]
    public async Task ReplicationSet_circle_is_refused()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using RedisServerProcess third = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare"), third.Options("third")], ToolHarness.Unconfirmed);
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        await mcp.CallAsync(Tool, new { connection = "third", source = "spare" });
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(third));
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "main", source = "spare" })).Code);
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "main", source = "third" })).Code);
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "spare", source = "third" })).Code);
        Assert.Equal("master", (await main.CallAsync("ROLE"))[0].Text);
        Assert.Equal($"{main.Port}", (await spare.CallAsync("ROLE"))[2].Text);
    }

    [Fact]
    public async Task ReplicationSet_one_connection_has_no_source()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using var mcp = await ToolHarness.StartAsync(main, ToolHarness.Unconfirmed);
        Assert.False((await mcp.ToolsAsync())[Tool].InputSchema.GetProperty("properties").TryGetProperty("source", out _));
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { source = "default" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
        var reply = await mcp.CallAsync(Tool, new { promote = true });
        Assert.Equal(("master", false), (reply.At("state").GetString(), reply.At("changed").GetBoolean()));
        await using var two = await ToolHarness.StartAsync([main.Options("main"), main.Options("spare")]);
        var source = (await two.ToolsAsync())[Tool].InputSchema.GetProperty("properties").GetProperty("source");
        Assert.Equal(["main", "spare"], source.List("enum").Select(name => name.GetString()));
    }

    [Fact]
    public async Task ReplicationSet_scope_databases_and_access_keep_the_data()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("scope") with { KeyPrefix = "a" }, spare.Options("some") with { Databases = [0] },
            spare.Options("write") with { Access = "write" }, spare.Options("read") with { Access = "read" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { connection = "scope", source = "main" })).Code);
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { connection = "some", source = "main" })).Code);
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { connection = "write", source = "main" })).Code);
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { connection = "read", promote = true })).Code);
        });
    }

    [Theory]
    [InlineData("-replicaof", "+replicaof")]
    [InlineData("-config", "+config|get")]
    [InlineData("-config|set", "+config|set")]
    public async Task ReplicationSet_user_without_the_right_changes_nothing(string without, string right)
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync($"user app on >{TargetPassword} ~* &* +@all {without}");
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare") with { User = "app" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main" });
            Assert.Equal("not_permitted", error.Code);
            Assert.Contains(right, error.Hint, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ReplicationSet_cluster_and_sentinels_arrange_themselves()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 1);
        await using RedisSentinels sentinels = await RedisSentinels.StartAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync(
            [cluster.Masters[0].Options("cluster"), sentinels.Replication.Master.Options("watched"), sentinels.Replication.Replicas[0].Options("replica"), spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "cluster", source = "spare" })).Code);
            Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "watched", source = "spare" })).Code);
            Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "replica", promote = true })).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "spare", source = "cluster" })).Code);
        });
    }

    private const string Fast = "repl-diskless-sync-delay 0";

    private static object Write(string connection) => new { connection, items = new[] { new { key = "written", value = "v" } } };

    private static async Task<RedisServerProcess> SourceAsync(params string[] config)
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Password = SourcePassword, Config = [.. config, "masterauth \"\"", Fast] });
        await server.CallAsync("MSET", "a", "1", "b", "2", "c", "3");
        return server;
    }

    private static async Task<RedisServerProcess> TargetAsync(params string[] config)
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Password = TargetPassword, Config = ["masterauth \"\"", .. config, Fast] });
        await using RawRedis redis = await server.ConnectAsync();
        await redis.SendAsync("MSET", "own", "1", "other", "2");
        return server;
    }

    private static async Task<string> SettingAsync(RedisServerProcess server, string name) => (await server.CallAsync("CONFIG", "GET", name))[1].Text;

    private static async Task<string> StateAsync(RedisServerProcess server) =>
        string.Join(' ', (await server.CallAsync("ROLE")).Texts.Take(1).Append(await SettingAsync(server, "masteruser")).Append(await SettingAsync(server, "masterauth")).Append(await SettingAsync(server, "tls-replication")));

    private static async Task UnchangedAsync(RedisServerProcess server, Func<Task> act)
    {
        var before = (await DatabaseDigest.OfAsync(server), await StateAsync(server));
        await act();
        Assert.NotEmpty(before.Item1.Keys);
        Assert.Equal(before, (await DatabaseDigest.OfAsync(server), await StateAsync(server)));
    }
}
