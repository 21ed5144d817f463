using System.Text;
using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Migration.Tail;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Changes that are carried over until a cut-over, on each of the three ways there are: the tools, two real servers, and clients that write without pause.</summary>
public sealed class LiveMigrationTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Get = "redis_job_get", Cancel = "redis_job_cancel";
    private const int Long = 60_000;
    private static readonly string[] Source = ["repl-diskless-sync-delay 0", "repl-backlog-size 64mb", "notify-keyspace-events KA"];
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Ways => ["replicate", "sync", "scan"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_write_that_was_acknowledged_is_there_after_the_cut_over(string way)
    {
        await using var main = await FilledAsync(3000);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, way);
        await using var writers = new SteadyWriters(main);
        var (planId, id) = await FollowAsync(mcp, way);
        long before = writers.Acknowledged;
        await TestTimeout.UntilAsync("some more is written", () => Task.FromResult(writers.Acknowledged > before + 3000));
        var cut = await mcp.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
        await writers.StopAsync();
        Assert.StartsWith("Level: point the clients to 'spare' now.", cut.At("cutOver").At("text").GetString(), StringComparison.Ordinal);
        Assert.True(cut.At("cutOver").At("compared").GetInt64() >= 3000);
        if (way != "replicate")
        {
            Assert.Equal("running", cut.At("state").GetString());
            await mcp.CallAsync(Cancel, new { id });
        }
        var job = await EndedAsync(mcp, id, "succeeded");
        Assert.Contains(job.List("notes"), note => note.GetString()!.StartsWith("Cut over at", StringComparison.Ordinal));
        Assert.Equal("master", (await RoleAsync(spare)));
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
        await main.CallAsync("CLIENT", "UNPAUSE");
        await writers.CheckAsync(spare);
        Assert.DoesNotContain(await NamesAsync(spare), name => name.StartsWith("mcp-redis:", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(_folder.File("migrations")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Source_is_only_read_but_for_the_pause_that_was_agreed_to(string way)
    {
        await using var main = await FilledAsync(300);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var monitor = await MonitorRecorder.StartAsync(main);
        await using var mcp = await StartAsync(main, spare, way, ToolHarness.Everything);
        var (planId, id) = await FollowAsync(mcp, way);
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.StartsWith("holds whoever writes to 'main' back for at most 30 s (CLIENT PAUSE WRITE)", asked.Preview!.Value.At("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("0", await CallsAsync(main, "client|pause"));
        await mcp.CallAsync(Tool, new { connection = "spare", planId, cutOver = true, confirmToken = asked.ConfirmToken });
        if (way != "replicate")
        {
            await mcp.CallAsync(Cancel, new { id });
        }
        await EndedAsync(mcp, id, "succeeded");
        foreach (string line in await monitor.StopAsync())
        {
            string name = line.Split('"')[1].ToUpperInvariant();
            Assert.False(CommandTable.Pinned.Find(name) is { IsWrite: true } && name != "RESTORE-ASKING", line);
        }
        Assert.Equal(("1", "0", "0"), (await CallsAsync(main, "client|pause"), await CallsAsync(main, "config|set"), await CallsAsync(main, "replicaof")));
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
        Assert.Equal("", (await spare.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Stopped_while_it_followed_another_process_goes_on_and_nothing_is_lost_or_run_twice(string way)
    {
        await using var main = await FilledAsync(500);
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "counter", "5");
        string planId;
        await using (var first = await StartAsync(main, spare, way))
        {
            (planId, _) = await FollowAsync(first, way);
            await main.CallAsync("INCR", "counter");
            await TestTimeout.UntilAsync("it follows", async () => (await spare.CallAsync("GET", "counter")).Text == "6");
        }
        Assert.NotEmpty(Directory.GetFiles(_folder.File("migrations"), "*.json"));
        for (int i = 0; i < 10; i++)
        {
            await main.CallAsync("INCR", "counter");
        }
        await main.CallAsync("DEL", "k:1", "k:2");
        await using var second = await StartAsync(main, spare, way);
        var resumed = await second.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.True(resumed.At("resumed").GetBoolean());
        await second.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal("16", (await spare.CallAsync("GET", "counter")).Text);
        Assert.Equal(0, (await spare.CallAsync("EXISTS", "k:1", "k:2")).Integer);
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
        await using var redis = await main.ConnectAsync();
        Assert.Equal(way == "sync" ? "1" : "0", (await redis.InfoAsync("stats"))["sync_full"]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Target_that_is_killed_and_comes_back_empty_gets_all_once_more(string way)
    {
        await using var main = await FilledAsync(500);
        await using var spare = await RedisServerProcess.StartAsync("save \"\"");
        await using var mcp = await StartAsync(main, spare, way);
        var (planId, _) = await FollowAsync(mcp, way);
        await spare.RestartAsync();   // killed, and nothing of it was saved
        // A replica has what it loaded as a file. What is there may be from us again, what was loaded at the start is not.
        await using (var back = await spare.ConnectAsync())
        {
            Assert.Equal(way == "replicate", (await back.InfoAsync("persistence"))["rdb_last_load_keys_loaded"] != "0");
        }
        await main.CallAsync("SET", "after", "1");
        await TestTimeout.UntilAsync("all is there again", async () => (await spare.CallAsync("EXISTS", "k:1", "after")).Integer == 2);
        // What it tells of itself may be from before.
        await TestTimeout.UntilAsync("it is cut over", async () => (await mcp.SendAsync(Tool, new { connection = "spare", planId, cutOver = true })).Error?.Message.StartsWith("The copy is not through", StringComparison.Ordinal) != true);
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Source_that_is_killed_is_followed_at_its_promoted_replica(string way)
    {
        await using var pair = await RedisReplication.StartAsync(1, [.. Source, "repl-ping-replica-period 3600"]);
        await using (var redis = await pair.Master.ConnectAsync())
        {
            await CopyBench.FillAsync(redis, 500);
        }
        await using var spare = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(pair.Master);
        await using var mcp = await StartAsync(pair.Master.Options("main") with { Endpoints = [new("127.0.0.1", proxy.Port)] }, spare, way);
        var (planId, id) = await FollowAsync(mcp, way);
        await pair.Master.CallAsync("SET", "before", "1");
        await TestTimeout.UntilAsync("both have it", async () => (await pair.Replica.CallAsync("EXISTS", "before")).Integer + (await spare.CallAsync("EXISTS", "before")).Integer == 2);
        await pair.Master.KillAsync();
        await pair.Replica.CallAsync("REPLICAOF", "NO", "ONE");
        await pair.Replica.CallAsync("DEL", "k:1");
        proxy.Target = pair.Replica.Port;
        await pair.Replica.CallAsync("SET", "after", "2");
        await TestTimeout.UntilAsync("it goes on", async () => (await spare.CallAsync("EXISTS", "after")).Integer == 1);
        await UntilFollowingAsync(mcp, id);
        await mcp.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
        await SameValues.CheckAsync(pair.Replica, spare, 0, ValueAspect.None);
        Assert.Equal(0, (await spare.CallAsync("EXISTS", "k:1")).Integer);
    }

    [Fact]
    public async Task Replica_that_is_not_cut_over_is_promoted_and_its_settings_are_put_back()
    {
        await using var main = await RedisServerProcess.StartAsync(Source);
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "k", "1");
        await main.CallAsync("CONFIG", "SET", "requirepass", "secret");
        await using var mcp = await StartAsync(main.Options("main") with { Password = "secret" }, spare, "replicate");
        var (_, id) = await FollowAsync(mcp, "replicate");
        Assert.Equal("secret", (await spare.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        await mcp.CallAsync(Cancel, new { id });
        var job = await EndedAsync(mcp, id, "cancelled");
        Assert.Contains(job.List("notes"), note => note.GetString()!.Contains("was promoted before the cut-over", StringComparison.Ordinal));
        Assert.Equal(("master", "1"), (await RoleAsync(spare), (await spare.CallAsync("GET", "k")).Text));
        Assert.Equal("", (await spare.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Empty(Directory.GetFiles(_folder.File("migrations")));
    }

    [Fact]
    public async Task Cluster_is_followed_by_events_and_can_be_followed_into()
    {
        await using var cluster = await RedisCluster.StartAsync(3, 0, "notify-keyspace-events KA");
        await using var main = await FilledAsync(300);
        await using var spare = await RedisServerProcess.StartAsync();
        await using (var into = await ToolHarness.StartAsync([main.Options("main") with { Databases = [0] }, cluster.Masters[0].Options("spare")], ToolHarness.Unconfirmed with { FilesDir = _folder.Path }))
        {
            var (planId, id) = await FollowAsync(into, "scan");
            await main.CallAsync("DEL", "k:1", "k:2");
            await main.CallAsync("RENAME", "k:3", "k:renamed");
            await main.CallAsync("MSET", "new:1", "1", "new:2", "2");
            var cut = await into.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
            Assert.Equal(300, cut.At("cutOver").At("targetKeys").GetInt64());
            await into.CallAsync(Cancel, new { id });
            await EndedAsync(into, id, "succeeded");
        }
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed with { FilesDir = _folder.Path });
        var (back, _) = await FollowAsync(mcp, "scan");
        for (int i = 0; i < 100; i++)
        {
            await cluster.MasterOf(KeySlot.Of(Encoding.UTF8.GetBytes($"n:{i}"))).CallAsync("INCRBY", $"n:{i}", i);
        }
        await mcp.CallAsync(Tool, new { connection = "spare", planId = back, cutOver = true });
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", (await spare.CallAsync("GET", $"n:{i}")).Text);
        }
        Assert.Equal(400, (await spare.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task What_differs_calls_the_cut_over_off_and_writers_go_on_at_once()
    {
        await using var main = await FilledAsync(100);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, "sync");
        var (planId, _) = await FollowAsync(mcp, "sync");
        await spare.CallAsync("DEL", "k:1");
        var error = await mcp.FailAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal("conflict", error.Code);
        Assert.Contains("Writers go on at the source, and nothing was switched.", error.Message, StringComparison.Ordinal);
        await main.CallAsync("SET", "at-once", "1");   // or the test would wait for the rest of the pause
        // What differed was carried over again.
        await mcp.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal(1, (await spare.CallAsync("EXISTS", "k:1")).Integer);
    }

    [Fact]
    public async Task Cut_over_is_refused_where_nothing_follows_or_writers_cannot_be_held_back()
    {
        await using var main = await FilledAsync(10);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main.Options("main") with { Access = "read" }, spare, "sync");
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "spare", planId = new string('0', 32), cutOver = true })).Code);
        var (planId, _) = await FollowAsync(mcp, "sync");
        var refused = await mcp.FailAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal("access_denied", refused.Code);
        Assert.Contains("Stop the writers yourself", refused.Hint, StringComparison.Ordinal);
        Assert.Equal("0", await CallsAsync(main, "client|pause"));
    }

    [Fact]
    public async Task Live_is_refused_where_changes_could_hit_the_targets_own_or_are_not_told()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "mine", "1");
        await using var mcp = await StartAsync(main, spare, "scan");
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", live = true });
        Assert.False(plan.At("executable").GetBoolean());
        Assert.Equal("stop stop", string.Join(' ', plan.List("checks").Where(check => check.At("name").GetString() is "collisions" or "keyspaceEvents").Select(check => check.At("state").GetString())));
    }

    private static async Task<RedisServerProcess> FilledAsync(int keys)
    {
        var server = await RedisServerProcess.StartAsync(Source);
        await using var redis = await server.ConnectAsync();
        await CopyBench.FillAsync(redis, keys);
        return server;
    }

    private Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare, string way, ServerOptions? options = null) => StartAsync(main.Options("main"), spare, way, options);

    // Where only some databases are open the whole data set cannot be sent, and SCAN is the way.
    private Task<ToolHarness> StartAsync(ConnectionOptions main, RedisServerProcess spare, string way, ServerOptions? options = null) => ToolHarness.StartAsync(
        [way == "scan" ? main with { Databases = [0] } : main, spare.Options("spare")], (options ?? ToolHarness.Unconfirmed) with { FilesDir = _folder.Path });

    // A selection is what a replica cannot have.
    private static async Task<(string PlanId, string Id)> FollowAsync(ToolHarness mcp, string way)
    {
        string[] exclude = way == "sync" ? ["none:*"] : [];
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", live = true, exclude });
        Assert.Equal((way, true), (plan.At("path").GetString(), plan.At("executable").GetBoolean()));
        string planId = plan.At("planId").GetString()!;
        var answer = await mcp.SendAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        var started = answer.Error is { } asked ? await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken }) : answer.Reply;
        string id = started.At("id").GetString()!;
        await UntilFollowingAsync(mcp, id);
        return (planId, id);
    }

    private static Task UntilFollowingAsync(ToolHarness mcp, string id) => TestTimeout.UntilAsync("it follows", async () =>
    {
        var job = await mcp.CallAsync(Get, new { id });
        Assert.True(job.At("state").GetString() == "running", job.GetRawText());
        return job.At("phase").GetString() == "following";
    });

    private static async Task<JsonElement> EndedAsync(ToolHarness mcp, string id, string state)
    {
        await TestTimeout.UntilAsync("the job ended", async () => (await mcp.CallAsync(Get, new { id })).At("state").GetString() != "running");
        var job = await mcp.CallAsync(Get, new { id });
        Assert.True(job.At("state").GetString() == state, job.GetRawText());
        return job;
    }

    private static async Task<string> RoleAsync(RedisServerProcess server)
    {
        await using var redis = await server.ConnectAsync();
        return (await redis.InfoAsync("replication"))["role"];
    }

    private static async Task<string> CallsAsync(RedisServerProcess server, string command)
    {
        await using var redis = await server.ConnectAsync();
        return (await redis.InfoAsync("commandstats")).TryGetValue($"cmdstat_{command}", out string? line) ? line.Split(',')[0]["calls=".Length..] : "0";
    }

    private static async Task<IEnumerable<string>> NamesAsync(RedisServerProcess server) => (await DatabaseDigest.OfAsync(server, 0)).Keys.Keys;
}
