using System.Globalization;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

public sealed class PersistenceSaveToolTests
{
    private const string Tool = "redis_persistence_save";

    [Fact]
    public async Task PersistenceSave_snapshot_is_on_disk_when_it_says_so()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "a", "1", "b", "2");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { kind = "snapshot" });
        var item = Assert.Single(reply.List("items"));
        Assert.Equal("saved", item.At("state").GetString());
        Assert.False(item.At("joined").GetBoolean());
        Assert.Equal(0, item.At("changesSince").GetInt64());
        Assert.True(item.IsNull("sizeBytes"));
        Assert.InRange(item.At("durationSeconds").GetInt64(), 0, 60);
        Assert.InRange(reply.At("durationMs").GetInt64(), 1, 60_000);
        await server.RestartAsync();
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PersistenceSave_rewrite_tells_the_size_of_the_append_only_file(bool on)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync($"appendonly {(on ? "yes" : "no")}");
        await using RawRedis redis = await server.ConnectAsync();
        for (int i = 0; i < 500; i++)
        {
            await redis.CallAsync("SET", "k", $"{i}");
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        long? before = on ? long.Parse((await redis.InfoAsync("persistence"))["aof_current_size"], CultureInfo.InvariantCulture) : null;
        var item = Assert.Single((await mcp.CallAsync(Tool, new { kind = "aofRewrite" })).List("items"));
        Assert.Equal("saved", item.At("state").GetString());
        Assert.Equal("1", (await redis.InfoAsync("persistence"))["aof_rewrites"]);
        Assert.Equal(on, !item.IsNull("sizeBytes"));
        if (on)
        {
            Assert.InRange(item.At("sizeBytes").GetInt64(), 1, before!.Value - 1);
        }
    }

    [Fact]
    public async Task PersistenceSave_joins_a_save_in_progress_and_waits_for_its_end()
    {
        await using RedisServerProcess server = await SlowAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        int child = await StopSaveAsync(server);
        var running = Item(await mcp.CallAsync(Tool, new { kind = "snapshot", timeoutMs = 0 }));
        Assert.Equal("running", running.At("state").GetString());
        Assert.True(running.At("joined").GetBoolean());
        Assert.True(running.IsNull("durationSeconds"));
        var joined = mcp.CallAsync(Tool, new { kind = "snapshot" });
        Signals.Send(child, Signals.Continue);
        var item = Item(await joined);
        Assert.Equal("saved", item.At("state").GetString());
        Assert.True(item.At("joined").GetBoolean());
        await using RawRedis redis = await server.ConnectAsync();
        Assert.Equal("1", (await redis.InfoAsync("persistence"))["rdb_saves"]);
    }

    [Fact]
    public async Task PersistenceSave_behind_another_child_is_scheduled_and_waited_for()
    {
        await using RedisServerProcess server = await SlowAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        int child = await StopSaveAsync(server);
        var rewrite = mcp.CallAsync(Tool, new { kind = "aofRewrite" });
        await using RawRedis redis = await server.ConnectAsync();
        await TestTimeout.UntilAsync("the rewrite is scheduled", async () => (await redis.InfoAsync("persistence"))["aof_rewrite_scheduled"] == "1");
        Signals.Send(child, Signals.Continue);
        Assert.Equal("saved", Item(await rewrite).At("state").GetString());
        var info = await redis.InfoAsync("persistence");
        Assert.Equal(("1", "0"), (info["aof_rewrites"], info["aof_rewrite_in_progress"]));
    }

    [Fact]
    public async Task PersistenceSave_reports_progress_in_keys()
    {
        await using RedisServerProcess server = await SlowAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var heard = new TaskCompletionSource<ModelContextProtocol.ProgressNotificationValue>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = mcp.Client.CallToolAsync(Tool, new Dictionary<string, object?> { ["kind"] = "snapshot" }, new Progress(value =>
        {
            if (value.Total is not null)
            {
                heard.TrySetResult(value);
            }
        }), cancellationToken: TestTimeout.Token());
        var value = await heard.Task.WaitAsync(TestTimeout.HangGuard, TestContext.Current.CancellationToken);
        Assert.Equal(Keys, value.Total);
        Assert.Contains($"of {Keys} keys", value.Message, StringComparison.Ordinal);
        Assert.NotEqual(true, (await call).IsError);
    }

    [Theory]
    [InlineData("snapshot", "dump.rdb")]
    [InlineData("aofRewrite", "appendonlydir")]
    public async Task PersistenceSave_failure_is_told_and_not_called_a_success(string kind, string obstacle)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        // What the server renames over, or makes a folder of; permissions would not stop a privileged user.
        string path = Path.Combine(server.DataDirectory, obstacle);
        if (kind == "snapshot")
        {
            Directory.CreateDirectory(path);
            await File.WriteAllTextAsync(Path.Combine(path, "full"), "", TestContext.Current.CancellationToken);
        }
        else
        {
            await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { kind });
        Assert.Equal("redis_misconf", error.Code);
        Assert.DoesNotContain(server.DataDirectory, error.Message + error.Hint, StringComparison.Ordinal);
        Assert.Equal("1", (await server.CallAsync("GET", "a")).Text);
    }

    [Fact]
    public async Task PersistenceSave_asks_first_and_begins_nothing_unasked()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { kind = "snapshot" })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { kind = "aofRewrite" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { kind = "dump" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { kind = "snapshot", timeoutMs = -1 })).Code);
        await using RawRedis redis = await server.ConnectAsync();
        Assert.Equal("0", (await redis.InfoAsync("persistence"))["rdb_saves"]);
        Assert.Empty(Directory.GetFiles(server.DataDirectory, "*.rdb"));
    }

    [Theory]
    [InlineData("user app on >secret ~* +@all -bgsave", "+bgsave")]
    [InlineData("user app on >secret ~* +@all -info", "+info")]
    public async Task PersistenceSave_user_without_the_right_is_told_which(string user, string right)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(user);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { kind = "snapshot" });
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains(right, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PersistenceSave_replica_being_filled_is_no_save()
    {
        // A diskless sync occupies the server as a save would, and writes no file.
        await using RedisServerProcess server = await SlowAsync("repl-diskless-sync yes", "repl-diskless-sync-delay 0");
        await using RedisServerProcess replica = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await replica.CallAsync("REPLICAOF", "127.0.0.1", server.Port);
        await using RawRedis redis = await server.ConnectAsync();
        await TestTimeout.UntilAsync("the replica is being filled", async () => (await redis.InfoAsync("persistence"))["rdb_bgsave_in_progress"] == "1");
        Assert.Equal("saved", Item(await mcp.CallAsync(Tool, new { kind = "snapshot" })).At("state").GetString());
        Assert.True(File.Exists(Path.Combine(server.DataDirectory, "dump.rdb")));
    }

    [Fact]
    public async Task PersistenceSave_cluster_saves_every_master()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3);
        await using var mcp = await ToolHarness.StartAsync(cluster.Masters[0], ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { kind = "snapshot" });
        Assert.Equal(3, reply.List("items").Length);
        Assert.All(reply.List("items"), item => Assert.Equal("saved", item.At("state").GetString()));
        Assert.All(cluster.Masters, master => Assert.True(File.Exists(Path.Combine(master.DataDirectory, "dump.rdb"))));
    }

    private const int Keys = 300;

    // rdb-key-save-delay holds the child up after every key, in microseconds: time enough to stop it.
    private static async Task<RedisServerProcess> SlowAsync(params string[] config)
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync([.. config, "rdb-key-save-delay 10000", "enable-debug-command yes"]);
        await server.CallAsync("DEBUG", "POPULATE", Keys);
        return server;
    }

    /// <summary>Begins a save whose child does nothing until it may go on.</summary>
    private static async Task<int> StopSaveAsync(RedisServerProcess server)
    {
        await server.CallAsync("BGSAVE");
        string children = await File.ReadAllTextAsync($"/proc/{server.Pid}/task/{server.Pid}/children", TestContext.Current.CancellationToken);
        int child = int.Parse(children.Split(' ')[0], CultureInfo.InvariantCulture);
        Signals.Send(child, Signals.Stop);
        return child;
    }

    private static JsonElement Item(JsonElement reply) => Assert.Single(reply.List("items"));

    private sealed class Progress(Action<ModelContextProtocol.ProgressNotificationValue> heard) : IProgress<ModelContextProtocol.ProgressNotificationValue>
    {
        public void Report(ModelContextProtocol.ProgressNotificationValue value) => heard(value);
    }
}
