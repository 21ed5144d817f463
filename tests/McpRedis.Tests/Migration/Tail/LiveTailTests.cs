using McpRedis.Faults;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Tail;

/// <summary>What is written while a copy runs, and after it, is on the target in the end, once.</summary>
public sealed class LiveTailTests(ClusterFixture clusters) : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Pairs =>
    [
        (ServerEngine.AtHand, ServerEngine.AtHand),
        ("redis-8.6", "valkey-9.1"),
        ("valkey-9.1", "redis-8.6"),
        ("redis-8.6", ServerEngine.AtHand),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Writes_during_the_copy_and_after_it_are_all_there_after_the_cut_over(string from, string to)
    {
        await using RedisServerProcess source = await ServerEngine.StartAsync(from, "repl-diskless-sync-delay 0");
        await using RedisServerProcess target = await ServerEngine.StartAsync(to);
        await using (RawRedis redis = await source.ConnectAsync())
        {
            await CopyBench.FillAsync(redis, 5000);
        }
        await using var run = new TailRun(source.Options(), target.Options(), Options("pair"), () => new Transcoder(SameValues.TargetOf(to), new()));
        await using var writers = new SteadyWriters(source);
        await run.UntilLiveAsync();
        long before = writers.Acknowledged;
        await TestTimeout.UntilAsync("some more is written", () => Task.FromResult(writers.Acknowledged > before + 2000));
        TimeSpan held = await run.CutOverAsync(source.Options(), async () =>
        {
            await SameValues.CheckAsync(source, target, 0, ValueAspect.None);
            await SameValues.CheckAsync(source, target, 5, ValueAspect.None);
        }, writers.StopAsync);
        Assert.True(held < TimeSpan.FromSeconds(30));
        Assert.Empty(run.Tail.Doubtful);
        await writers.CheckAsync(target);
    }

    [Fact]
    public async Task Connections_that_break_on_either_side_run_nothing_twice_and_lose_nothing()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "repl-backlog-size 64mb");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using FaultProxy near = FaultProxy.To(source), far = FaultProxy.To(target);
        await using var run = new TailRun(Through(source, near), Through(target, far), Options("breaks"));
        await using var writers = new SteadyWriters(source);
        await run.UntilLiveAsync();
        for (int i = 0; i < 6; i++)
        {
            long before = run.Tail.Position!.Offset;
            await TestTimeout.UntilAsync("it moves", () => Task.FromResult(run.Tail.Position!.Offset > before + 20_000));
            (i % 2 == 0 ? near : far).ResetOpen();
        }
        await run.CutOverAsync(source.Options(), () => SameValues.CheckAsync(source, target, 0, ValueAspect.None), writers.StopAsync);
        Assert.True(run.Tail.Continued >= 1);
        Assert.Empty(run.Tail.Doubtful);
        await writers.CheckAsync(target);
    }

    [Fact]
    public async Task Taken_up_from_an_old_checkpoint_nothing_is_run_twice()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "repl-backlog-size 64mb");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using var writers = new SteadyWriters(source);
        TailPosition old;
        await using (var first = new TailRun(source.Options(), target.Options(), Options("again")))
        {
            await first.UntilLiveAsync();
            old = first.Tail.Position!;
            await TestTimeout.UntilAsync("it moves", () => Task.FromResult(first.Tail.Position!.Offset > old.Offset + 50_000));
        }
        await using var second = new TailRun(source.Options(), target.Options(), Options("again"), from: old);
        await second.UntilLiveAsync();
        await second.CutOverAsync(source.Options(), () => SameValues.CheckAsync(source, target, 0, ValueAspect.None), writers.StopAsync);
        await writers.CheckAsync(target);
    }

    [Fact]
    public async Task Failover_of_the_source_goes_on_with_the_promoted_replica()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync(1, "repl-backlog-size 64mb", "repl-ping-replica-period 3600");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.To(pair.Master);
        await using var run = new TailRun(Through(pair.Master, proxy), target.Options(), Options("failover"));
        await pair.Master.CallAsync("SET", "before", "1");
        await run.UntilLiveAsync();
        await TestTimeout.UntilAsync("it is over", async () => (await target.CallAsync("EXISTS", "before")).Integer == 1);
        // One that was promoted without all that the master had sent has another history than the target.
        await TestTimeout.UntilAsync("the replica has it, too", async () => (await pair.Replica.CallAsync("EXISTS", "before")).Integer == 1);
        await pair.Master.KillAsync();
        await pair.Replica.CallAsync("REPLICAOF", "NO", "ONE");
        proxy.Target = pair.Replica.Port;
        await pair.Replica.CallAsync("SET", "after", "2");
        await TestTimeout.UntilAsync("it goes on", async () => (await target.CallAsync("EXISTS", "after")).Integer == 1);
        Assert.Equal(1, run.Tail.Continued);
    }

    [Fact]
    public async Task Source_that_has_the_changes_no_more_ends_it()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using var run = new TailRun(source.Options(), target.Options(), Options("gone"));
        await source.CallAsync("SET", "k", "1");
        await run.UntilLiveAsync();
        await source.RestartAsync();
        Fault fault = await Assert.ThrowsAsync<TailGapException>(() => run.Running);
        Assert.Equal(ErrorCode.Conflict, fault.Code);
        Assert.Contains("no longer has the changes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    [InlineData("SWAPDB 0 1")]
    public async Task What_empties_or_swaps_databases_ends_it_with_all_before_and_nothing_after(string command)
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis redis = await source.ConnectAsync(), there = await target.ConnectAsync();
        await using var run = new TailRun(source.Options(), target.Options(), Options("flush"));
        await run.UntilLiveAsync();
        await redis.CallAsync("SET", "before", "1");
        await redis.CallAsync([.. command.Split(' ')]);
        await redis.CallAsync("SET", "after", "1");
        Fault fault = await Assert.ThrowsAsync<Fault>(() => run.Running);
        Assert.StartsWith(command.Split(' ')[0] + " was run", fault.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), ((int)(await there.CallAsync("EXISTS", "before")).Integer, (int)(await there.CallAsync("EXISTS", "after")).Integer));
    }

    [Fact]
    public async Task Selection_new_names_and_what_cannot_be_carried_over()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0");
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis redis = await source.ConnectAsync(), there = await target.ConnectAsync();
        var selection = KeySelection.Of(new() { Patterns = ["k:*"u8.ToArray()], Renames = [new("k:"u8.ToArray(), "key/"u8.ToArray())], Databases = [new(0, 3, [])], Collision = CollisionPolicy.Replace });
        await using var run = new TailRun(source.Options(), target.Options(), Options("select") with { Selection = selection });
        await run.UntilLiveAsync();
        await redis.CallAsync("MSET", "k:1", "a", "other", "b", "k:2", "c");
        await redis.CallAsync("SADD", "other:set", "m");
        await redis.CallAsync("SADD", "k:set", "n");
        await redis.CallAsync("SUNIONSTORE", "k:union", "other:set", "k:set");
        await redis.CallAsync("MULTI");
        await redis.CallAsync("SET", "k:in", "1");
        await redis.CallAsync("DEL", "other", "k:1");
        await redis.CallAsync("EXEC");
        await redis.CallAsync("SELECT", 1);
        await redis.CallAsync("SET", "k:elsewhere", "1");
        await redis.CallAsync("SELECT", 0);
        await redis.CallAsync("SET", "k:last", "1");
        await there.CallAsync("SELECT", 3);
        await TestTimeout.UntilAsync("all is there", async () => (await there.CallAsync("EXISTS", "key/last")).Integer == 1);
        Assert.Equal(["key/2", "key/in", "key/last", "key/set"], (await there.CallAsync("KEYS", "*")).Items!.Select(key => key.Text).Order(StringComparer.Ordinal));
        // What SUNIONSTORE made of a key that is not chosen is not known here.
        Assert.Equal("key/set key/union", string.Join(' ', run.Tail.Doubtful.Select(key => System.Text.Encoding.UTF8.GetString(key.Key)).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Cluster_is_refused_before_anything_is_asked_of_the_source()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using var run = new TailRun(source.Options(), cluster.Masters[0].Options(), Options("cluster"));
        Fault fault = await Assert.ThrowsAsync<Fault>(() => run.Running);
        Assert.Equal(ErrorCode.UnsupportedByServer, fault.Code);
        Assert.Equal("0", (await (await source.ConnectAsync()).InfoAsync("stats"))["sync_full"]);
    }

    [Fact]
    public void Types_and_sizes_cannot_be_chosen_by_a_stream() =>
        Assert.Throws<Fault>(() => (Options("x") with { Selection = KeySelection.Of(new() { Types = ["hash"] }) }).Require());

    private static ConnectionOptions Through(RedisServerProcess server, FaultProxy proxy) => server.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] };

    private TailOptions Options(string run) => new()
    {
        Selection = KeySelection.Of(new() { Collision = CollisionPolicy.Replace }),
        Run = run,
        Patience = TimeSpan.FromSeconds(20),
        Sync = new() { Spool = new() { Folder = _folder.Path, ReserveBytes = 0 } },
    };
}
