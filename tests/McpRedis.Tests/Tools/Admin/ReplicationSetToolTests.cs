using System.Net;
using System.Net.Sockets;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;
using static McpRedis.Tests.Tools.Admin.ReplicationServers;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>
/// Two real servers with different passwords, over connections <c>main</c> (the source) and <c>spare</c> (the target). What is
/// left when it fails is in <see cref="ReplicationUndoTests"/>.
/// </summary>
public sealed class ReplicationSetToolTests
{
    private const string Tool = "redis_replication_set";

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

    [Fact]
    public async Task ReplicationSet_copy_that_outlasts_the_wait_goes_on()
    {
        await using RedisServerProcess main = await SourceAsync("rdb-key-save-delay 20000", "enable-debug-command yes", "repl-diskless-sync no");
        await main.CallAsync("DEBUG", "POPULATE", 300);   // six seconds
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
    public async Task ReplicationSet_wants_the_connection_typed_back()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")]);
        foreach (var (arguments, role) in ((Dictionary<string, object?>, string)[])[
            (new() { ["connection"] = "spare", ["source"] = "main" }, "slave"), (new() { ["connection"] = "spare", ["promote"] = true }, "master")])
        {
            await UnchangedAsync(spare, async () =>
            {
                foreach (string? typed in (string?[])[null, "", "main", "Spare", "spare ", "0"])
                {
                    string token = (await mcp.FailAsync(Tool, arguments)).ConfirmToken!;
                    Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new Dictionary<string, object?>(arguments) { ["confirmToken"] = token, ["confirmTarget"] = typed })).Code);
                }
            });
            string right = (await mcp.FailAsync(Tool, arguments)).ConfirmToken!;
            await mcp.CallAsync(Tool, new Dictionary<string, object?>(arguments) { ["confirmToken"] = right, ["confirmTarget"] = "spare" });
            Assert.Equal(role, (await spare.CallAsync("ROLE"))[0].Text);
        }
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        Assert.Equal("", await SettingAsync(spare, "masterauth"));
    }

    [Fact]
    public async Task ReplicationSet_asks_anew_when_the_target_holds_more_than_was_shown()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using RedisServerProcess below = await TargetAsync($"masterauth {TargetPassword}", $"replicaof 127.0.0.1 {spare.Port}");
        await RedisReplication.InSyncAsync(below);
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")]);
        var shown = await mcp.FailAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Contains("a read-only replica of 'main': all its data (2 keys) is replaced and cannot be brought back, so is that of its 1 replica", shown.Message, StringComparison.Ordinal);
        Assert.Equal(2, shown.Preview!.Value.At("keys").GetInt64());
        await spare.CallAsync("SET", "third", "v");
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main", confirmToken = shown.ConfirmToken, confirmTarget = "spare" });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("(3 keys)", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ReplicationSet_reports_bytes_while_it_waits()
    {
        await using RedisServerProcess main = await SourceAsync("rdb-key-save-delay 10000", "repl-diskless-sync no", "enable-debug-command yes");
        await main.CallAsync("DEBUG", "POPULATE", 60);
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed);
        var heard = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var result = await mcp.Client.CallToolAsync(Tool, new Dictionary<string, object?> { ["connection"] = "spare", ["source"] = "main" },
            new Progress<ModelContextProtocol.ProgressNotificationValue>(value => heard.Enqueue(value.Message ?? "")), cancellationToken: TestTimeout.Token());
        Assert.NotEqual(true, result.IsError);
        Assert.Equal("replica", result.StructuredContent!.Value.At("state").GetString());
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        await TestTimeout.UntilAsync("progress was told", () => Task.FromResult(heard.Any(text => text.StartsWith("copied ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task ReplicationSet_follows_over_TLS_where_the_source_wants_it()
    {
        await using RedisServerProcess main = await RedisServerProcess.StartAsync(new ServerSettings { Password = SourcePassword, Tls = true, Config = [Fast] });
        await main.CallAsync("MSET", "a", "1", "b", "2");
        var certificates = main.Certificates!;
        await using RedisServerProcess spare = await TargetAsync(
            $"tls-ca-cert-file \"{certificates.CaFile}\"", $"tls-cert-file \"{certificates.ServerCertFile}\"", $"tls-key-file \"{certificates.ServerKeyFile}\"");
        await using RedisServerProcess plain = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare"), plain.Options("plain")], ToolHarness.Unconfirmed);
        await UnchangedAsync(plain, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "plain", source = "main" });
            Assert.Equal("redis_misconf", error.Code);
            Assert.Contains("tls-cert-file", error.Hint, StringComparison.Ordinal);
        });
        var reply = await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal("replica", reply.At("state").GetString());
        Assert.Equal(["masterauth", "tls-replication"], reply.List("settings").Select(s => s.GetString()));
        Assert.Equal("yes", await SettingAsync(spare, "tls-replication"));
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        await mcp.CallAsync(Tool, new { connection = "spare", promote = true });
        Assert.Equal(("", "no"), (await SettingAsync(spare, "masterauth"), await SettingAsync(spare, "tls-replication")));
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

    // A copy holds all of its source, for everybody who may read the target.
    [Fact]
    public async Task ReplicationSet_follows_no_source_that_is_not_open_in_full()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        ConnectionOptions[] all = [main.Options("main"), main.Options("part") with { KeyPrefix = "part:" }, main.Options("some") with { Databases = [0] }, spare.Options("spare")];
        await using var mcp = await ToolHarness.StartAsync(all, ToolHarness.Unconfirmed);
        await using var limited = await mcp.JoinAsync(new("ada", new() { Connections = ["part", "some", "spare"] }));
        var before = await DatabaseDigest.OfAsync(spare);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { connection = "spare", source = "part" })).Code);
        Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { connection = "spare", source = "some" })).Code);
        Assert.Equal("invalid_argument", (await limited.FailAsync(Tool, new { connection = "spare", source = "main" })).Code);
        Assert.Equal(before, await DatabaseDigest.OfAsync(spare));
        // Whom a server follows is named to those only to whom that connection is open.
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal("main", Source(await mcp.CallAsync("redis_replication_info", new { connection = "spare" })));
        await using var alone = await mcp.JoinAsync(new("eve", new() { Connections = ["spare"] }));
        Assert.Null(Source(await alone.CallAsync("redis_replication_info")));

        static string? Source(System.Text.Json.JsonElement reply) => reply.List("items")[0].At("source").At("connection").GetString();
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

    private static object Write(string connection) => new { connection, items = new[] { new { key = "written", value = "v" } } };
}
