using McpRedis.Jobs;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Compare;

/// <summary>Comparing real servers, with differences planted between them.</summary>
public sealed class MigrationComparisonTests(ClusterFixture clusters)
{
    public static TheoryData<string, string> Pairs => new()
    {
        { ServerEngine.AtHand, ServerEngine.AtHand },
        { ServerEngine.AtHand, "redis-8.6" },
        { "redis-8.0", "valkey-9.1" },
        { "valkey-8.1", "redis-8.0" },
        { "valkey-9.1", ServerEngine.AtHand },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Every_category_is_found_and_nothing_else(string from, string to)
    {
        await using var source = await ServerEngine.StartAsync(from);
        await using var target = await ServerEngine.StartAsync(to);
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        await CopyBench.FillAsync(here, 300);
        await CopyBench.FillAsync(there, 300);
        var clean = await CompareBench.RunAsync(source.Options(), target.Options());
        Assert.Equal(("", "all 300 keys compared, 0 differ"), (clean.Told(), clean.Statement.ToString()));
        string planted = await CompareBench.PlantAsync(there);
        var report = await CompareBench.RunAsync(source.Options(), target.Options());
        Assert.Equal((planted, "all 301 keys compared, 7 differ"), (report.Told(), report.Statement.ToString()));
        Assert.True(report.HoldsAll);
    }

    // Without DUMP, as of Garnet; and with a limit above which all but small values go piece by piece.
    [Theory]
    [InlineData(false, 4 << 20)]
    [InlineData(true, 500)]
    public async Task Values_read_by_plain_commands_are_judged_alike(bool dumps, long bigBytes)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        foreach (var redis in new[] { here, there })
        {
            await CopyBench.FillAsync(redis, 260);
            await redis.CallAsync("XADD", "stream", "1-1", "a", "b");
            await redis.CallAsync("XADD", "stream", "2-1", "a", "b");
            await redis.CallAsync("XGROUP", "CREATE", "stream", "group", "0");
            await redis.CallAsync("XREADGROUP", "GROUP", "group", "me", "COUNT", "1", "STREAMS", "stream", ">");
            await redis.CallAsync("XCLAIM", "stream", "group", "me", "0", "1-1", "TIME", "1700000000000", "RETRYCOUNT", "3");
        }
        var options = CompareBench.Options() with { BigBytes = bigBytes, ChunkBytes = 2000 };
        Assert.Equal("", (await CompareBench.RunAsync(source.Options(), target.Options(), options, Change)).Told());
        string planted = await CompareBench.PlantAsync(there);
        await there.CallAsync("XACK", "stream", "group", "1-1");
        string expected = planted.Replace("Value 2 k:8,k:9", "Value 3 k:8,k:9,stream", StringComparison.Ordinal);
        Assert.Equal(expected, (await CompareBench.RunAsync(source.Options(), target.Options(), options, Change)).Told());

        CompareEnd Change(CompareEnd end) => end with { HasDump = dumps };
    }

    [Fact]
    public async Task Garnet_is_compared_by_plain_commands()
    {
        using var folder = new TempFolder();
        await using var garnet = await GarnetServer.StartAsync(folder);
        await using var server = await RedisServerProcess.StartAsync();
        var end = garnet.Options.Endpoints[0];
        await using RawRedis here = await server.ConnectAsync(), there = await RawRedis.ConnectAsync(end.Port, garnet.Options.Password, garnet.Options.User);
        foreach (var redis in new[] { here, there })
        {
            for (int i = 0; i < 40; i++)
            {
                await redis.CallAsync("SET", $"s:{i}", new string('v', i * 300));
                await redis.CallAsync("HSET", $"h:{i}", "f", i, "g", "x");
                await redis.CallAsync("PEXPIREAT", $"h:{i}", 4_000_000_000_000);
            }
        }
        var options = CompareBench.Options() with { ChunkBytes = 1000 };
        Assert.Equal("", (await CompareBench.RunAsync(server.Options(), garnet.Options, options)).Told());
        await there.CallAsync("DEL", "s:3");
        await there.CallAsync("SET", "s:4", "other");
        await there.CallAsync("HSET", "h:5", "g", "other");
        await there.CallAsync("PERSIST", "h:6");
        await there.CallAsync("SET", "more", "x");
        Assert.Equal("MissingOnTarget 1 s:3; ExtraOnTarget 1 more; Value 2 h:5,s:4; Ttl 1 h:6", (await CompareBench.RunAsync(server.Options(), garnet.Options, options)).Told());
    }

    [Fact]
    public async Task Both_sides_are_only_read()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        await CopyBench.FillAsync(here, 100);
        await CopyBench.FillAsync(there, 100);
        await CompareBench.PlantAsync(there);
        await using MonitorRecorder onSource = await MonitorRecorder.StartAsync(source), onTarget = await MonitorRecorder.StartAsync(target);
        await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { BigBytes = 2000 });
        await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { Mode = CompareMode.Sample, SampleKeys = 20 });
        string[] allowed = [.. CompareEnd.Commands.Select(command => command.Split(' ')[0]), .. McpRedis.Migration.Probe.EndGateway.Commands.Select(command => command.Split(' ')[0]),
            "HELLO", "CLIENT", "CLUSTER", "SELECT", "ECHO", "PING", "SENTINEL", "SUBSCRIBE", "GET", "AUTH", "QUIT"];
        foreach (var recorder in new[] { onSource, onTarget })
        {
            var lines = await recorder.StopAsync();
            Assert.Contains(lines, line => line.Contains("\"DUMP\"", StringComparison.OrdinalIgnoreCase));
            Assert.All(lines, line => Assert.Contains(line.Split('"')[1].ToUpperInvariant(), allowed));
        }
    }

    [Fact]
    public async Task Keys_that_go_meanwhile_are_nobodys_fault()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "going", "x", "PX", "900");
        await target.CallAsync("SET", "gone-there", "x", "PX", "900");
        await source.CallAsync("SET", "stays", "x", "PX", "3600000");
        Assert.Equal("MissingOnTarget 1 stays", (await CompareBench.RunAsync(source.Options(), target.Options())).Told());
    }

    [Fact]
    public async Task What_was_on_its_way_agrees_when_it_is_looked_at_again()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        foreach (string key in new[] { "new", "changed", "same", "stays" })
        {
            await source.CallAsync("SET", key, "2");
        }
        await target.CallAsync("MSET", "changed", "1", "same", "2", "deleted", "2");
        var arrives = new Arrival("looking again, 2 of 3", () =>
        {
            target.CallAsync("MSET", "new", "2", "changed", "2").Wait(TestTimeout.HangGuard);
            source.CallAsync("SET", "deleted", "2").Wait(TestTimeout.HangGuard);
        });
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { Rounds = 3 }, progress: arrives);
        Assert.True(arrives.Happened);
        Assert.Equal("MissingOnTarget 1 stays", report.Told());
    }

    [Fact]
    public async Task Writers_at_work_on_both_sides_make_no_difference()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        await CopyBench.FillAsync(here, 1500);
        await CopyBench.FillAsync(there, 1500);
        using var end = new CancellationTokenSource();
        int written = 0;
        var writer = Task.Run(async () =>
        {
            for (; !end.IsCancellationRequested; written++)
            {
                await here.CallAsync("SET", $"live:{written}", written);
                await there.CallAsync("SET", $"live:{written}", written);
                await here.CallAsync("DEL", $"k:{written}");
                await there.CallAsync("DEL", $"k:{written}");
            }
        });
        await TestTimeout.UntilAsync("it writes", () => Task.FromResult(Volatile.Read(ref written) > 10));
        // As often as it takes: the writer may be kept waiting between one side and the other.
        var options = CompareBench.Options() with { Rounds = 50, RoundDelay = TimeSpan.FromMilliseconds(300) };
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), options);
        await end.CancelAsync();
        await writer;
        Assert.Equal("", report.Told());
    }

    [Fact]
    public async Task Cluster_against_a_single_server_both_ways()
    {
        var cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        await using var single = await RedisServerProcess.StartAsync();
        await using var redis = await single.ConnectAsync();
        await CopyBench.FillAsync(redis, 400, prefix);
        var all = cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster };
        await CopyBench.RunAsync(single.Options(), all);
        var options = CompareBench.Options(new() { Patterns = [System.Text.Encoding.ASCII.GetBytes(prefix + "*")] });
        var clean = await CompareBench.RunAsync(single.Options(), all, options);
        Assert.Equal(("", "all 400 keys compared, 0 differ"), (clean.Told(), clean.Statement.ToString()));
        string planted = await CompareBench.PlantAsync(redis, prefix);
        Assert.Equal(planted, (await CompareBench.RunAsync(all, single.Options(), options)).Told());
        string turned = $"MissingOnTarget 1 {prefix}more; ExtraOnTarget 1 {prefix}1; Type 1 {prefix}7; Value 2 {prefix}8,{prefix}9; Ttl 2 {prefix}12,{prefix}15";
        Assert.Equal(turned, (await CompareBench.RunAsync(single.Options(), all, options)).Told());
    }

    [Fact]
    public async Task Keys_with_new_names_in_other_databases_meet()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        await CopyBench.FillAsync(here, 100);
        await here.CallAsync("SELECT", 5);
        await CopyBench.FillAsync(here, 50);
        var request = new SelectionRequest
        {
            Patterns = ["k:*"u8.ToArray()],
            Exclude = ["k:99"u8.ToArray()],
            Databases = [new(0, 3, "zero:"u8.ToArray()), new(5, 3, "five:"u8.ToArray())],
            Renames = [new("k:"u8.ToArray(), "key/"u8.ToArray())],
            Collision = CollisionPolicy.Replace,
        };
        await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(request));
        await there.CallAsync("SELECT", 3);
        foreach (string own in new[] { "own", "zero:k:1000", "five:other", "zero:key/99" })
        {
            await there.CallAsync("SET", own, "x");   // nothing selected could have become these
        }
        var clean = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options(request));
        Assert.Equal(("", "all 149 keys compared, 0 differ"), (clean.Told(), clean.Statement.ToString()));
        await there.CallAsync("SET", "five:key/1000", "x");
        await there.CallAsync("DEL", "zero:key/60");
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options(request));
        Assert.Equal("MissingOnTarget 1 k:60; ExtraOnTarget 1 five:key/1000", report.Told());
        Assert.Equal([0, 3], report.Differing.Select(verdict => verdict.Name.Database).Order());
    }

    [Fact]
    public async Task Types_that_are_not_selected_are_left_out()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis here = await source.ConnectAsync(), there = await target.ConnectAsync();
        await CopyBench.FillAsync(here, 70);
        await there.CallAsync("SET", "own", "x");
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options(new() { Types = ["hash"] }));
        Assert.Equal(("all 10 keys compared, 10 differ", 61), (report.Statement.ToString(), report.Passed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sample_says_how_much_it_is_worth(bool takesAnyCursor)
    {
        await using var source = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using var target = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await source.CallAsync("DEBUG", "POPULATE", "20000", "a");
        await target.CallAsync("DEBUG", "POPULATE", "20000", "a");
        var options = CompareBench.Options() with { Mode = CompareMode.Sample, SampleKeys = 600 };
        var clean = await CompareBench.RunAsync(source.Options(), target.Options(), options, Change);
        Assert.Equal(("", false), (clean.Told(), clean.Statement.IsComplete));
        Assert.InRange(clean.Statement.Checked, 300, 1500);
        Assert.InRange(clean.Statement.Keys, 19_000, 21_000);
        Assert.InRange(clean.Reverse!.Checked, 300, 1500);
        Assert.Contains("with 95 % confidence fewer than", clean.Statement.ToString(), StringComparison.Ordinal);

        await source.CallAsync("DEBUG", "POPULATE", "20000", "b");
        await target.CallAsync("DEBUG", "POPULATE", "20000", "c");
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), options, Change);
        Assert.Equal([CompareCategory.MissingOnTarget, CompareCategory.ExtraOnTarget], report.Findings.Select(finding => finding.Category));
        Assert.InRange(report.Statement.LargestShare, 0.4, 0.7);
        Assert.InRange(report.Reverse!.LargestShare, 0.4, 0.7);

        CompareEnd Change(CompareEnd end) => end with { TakesAnyCursor = takesAnyCursor };
    }

    [Fact]
    public async Task What_the_plan_announced_is_no_difference()
    {
        await using var source = await ServerEngine.StartAsync("redis-8.0");
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("HSET", "h", "f", "v", "g", "v");
        await source.CallAsync("HPEXPIRE", "h", "3600000", "FIELDS", "1", "f");
        await target.CallAsync("HSET", "h", "f", "v", "g", "v");
        Assert.Equal("FieldTtls 1 h", (await CompareBench.RunAsync(source.Options(), target.Options())).Told());
        Assert.Equal("", (await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { Announced = ValueAspect.FieldTtls })).Told());
    }

    [Fact]
    public async Task Names_that_do_not_fit_in_memory_are_compared_all_the_same()
    {
        await using var source = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using var target = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await source.CallAsync("DEBUG", "POPULATE", "5000", "a");
        await target.CallAsync("DEBUG", "POPULATE", "5003", "a");
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { HeldHashes = 700, HeldKeys = 2 });
        Assert.Equal("all 5003 keys compared, 3 differ", report.Statement.ToString());
        Assert.Equal((3L, false), (report.Findings.Single().Count, report.HoldsAll));
    }

    private sealed class Arrival(string phase, Action arrive) : IProgress<JobProgress>
    {
        public bool Happened { get; private set; }

        public void Report(JobProgress value)
        {
            if (!Happened && value.Phase == phase)
            {
                Happened = true;
                arrive();
            }
        }
    }
}
