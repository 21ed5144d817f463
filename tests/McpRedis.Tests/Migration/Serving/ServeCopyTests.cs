using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Serving;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Serving;

/// <summary>Copying by serving a file to a target that follows us while it loads.</summary>
public sealed class ServeCopyTests(ClusterFixture clusters) : IDisposable
{
    private static readonly string[] Engines = [ServerEngine.AtHand, .. ServerEngine.Others];
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Pairs => [.. Engines.SelectMany(from => Engines.Select(to => (from, to)))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Everything_arrives_but_what_was_announced(string from, string to)
    {
        await using RedisServerProcess source = await ServerEngine.StartAsync(from, "enable-debug-command yes");
        await using RedisServerProcess target = await ServerEngine.StartAsync(to);
        await using RawRedis redis = await source.ConnectAsync(), there = await target.ConnectAsync();
        await RdbSampleData.FillAsync(redis);
        await there.CallAsync("CONFIG", "SET", "masterauth", "of-the-operator");
        await there.CallAsync("SET", "old", "1");
        (ServeCopy copy, ServeResult result) = await RunAsync(source.Options(), target.Options(), Options(to) with { ReplaceTarget = true });
        long vectors = 0, keys = 0;
        foreach (int database in RdbSampleData.Databases)
        {
            await redis.CallAsync("SELECT", database);
            vectors += (await redis.CallAsync("EXISTS", "vectors", "vectors:ttl")).Integer;
            keys += (await redis.CallAsync("DBSIZE")).Integer;
            await SameValues.CheckAsync(source, target, database, AnnouncedLosses.Aspects(copy.Losses.All.Select(loss => loss.Key)));
        }
        // No module was said to be on the target.
        Assert.Equal((vectors, keys - vectors), (copy.Counters[CopyOutcome.Refused], copy.Counters[CopyOutcome.Copied]));
        Assert.Equal(keys - vectors, await KeysAsync(there));
        Assert.Equal((1, 0, 1L), (result.Functions, result.FunctionsLeft, result.KeysReplaced));
        Assert.Equal("sample", (await there.CallAsync("FUNCTION", "LIST")).Items![0].Items![1].Text);
        await IsAsBeforeAsync(there, "of-the-operator");
        Assert.Empty(result.SettingsLeft);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Selection_and_new_names()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 210);
        await CopyBench.FillAsync(from, 70, "other:");
        await from.CallAsync("SELECT", 2);
        await CopyBench.FillAsync(from, 10);
        (ServeCopy copy, _) = await RunAsync(source.Options(), target.Options(), Options(request: new()
        {
            Patterns = ["k:*"u8.ToArray()],
            Types = ["set", "hash"],
            Databases = [new(0, 3, "db0:"u8.ToArray())],
            Renames = [new("k:"u8.ToArray(), "key/"u8.ToArray())],
        }));
        Assert.Equal((290, 60, 230), (copy.Counters[CopyOutcome.Seen], copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Filtered]));
        await to.CallAsync("SELECT", 3);
        Assert.Equal(60, (await to.CallAsync("DBSIZE")).Integer);
        Assert.Equal("set", (await to.CallAsync("TYPE", "db0:key/2")).Text);
    }

    [Fact]
    public async Task From_a_cluster()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 2000, prefix);
        await CopyBench.RunAsync(source.Options(), cluster.Masters[0].Options());
        (ServeCopy copy, _) = await RunAsync(
            cluster.Masters[1].Options() with { Kind = ConnectionKind.Cluster }, target.Options(), Options(request: new() { Patterns = [Encoding.ASCII.GetBytes(prefix + "*")] }));
        Assert.Equal(2000, copy.Counters[CopyOutcome.Copied]);
        await SameValues.CheckAsync(source, target, 0, ValueAspect.None);
    }

    [Fact]
    public async Task Values_that_cannot_go_are_told_by_key_and_reason()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        byte[] file = new RdbFile("REDIS0013")
            .Key("good", "v")
            .Key("huge", RdbType.String, RdbFile.String(new string('x', 5000)))
            .Hex("fc ffffffffffffffff").Key("long-gone", "v")
            .Key("no-such-module", RdbType.Module2, Bytes.OfHex("81 0123456789abcdef 01 05 00"))
            .Key("damaged", RdbType.HashListpackEx, Bytes.OfHex("0000000000000000 03 616263"))
            .ToArray();
        await using ScriptedPeer source = ScriptedMaster.Run((session, _) => session.SendFileAsync(file));
        (ServeCopy copy, _) = await RunAsync(Doors.Peer(source.Port), target.Options(), Options() with { MaxPayloadBytes = 1000 });
        Assert.Equal((1, 1, 1, 1, 1), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.TooLarge], copy.Counters[CopyOutcome.Expired], copy.Counters[CopyOutcome.Refused], copy.Counters[CopyOutcome.Failed]));
        Assert.Equal(["damaged", "huge", "no-such-module"], copy.Problems.First.Select(problem => Encoding.UTF8.GetString(problem.Key)).Order());
        Assert.Equal(1, (await target.CallAsync("DBSIZE")).Integer);
    }

    // What would make a server stop that finds it in a file from its master.
    [Fact]
    public async Task Names_that_meet_and_databases_that_are_not_there_end_it_before_the_target_hears_of_it()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync("databases 4");
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await from.CallAsync("MSET", "a:1", "1", "b:1", "2");
        await to.CallAsync("SET", "old", "1");
        string history = (await to.InfoAsync("replication"))["master_replid"];
        var rename = Options(request: new() { Renames = [new("a:"u8.ToArray(), "b:"u8.ToArray())] }) with { ReplaceTarget = true };
        Fault meet = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), target.Options(), rename));
        Assert.Equal(ErrorCode.Conflict, meet.Code);
        Assert.Contains("same name", meet.Message, StringComparison.Ordinal);
        var beyond = Options(request: new() { Databases = [new(0, 4, [])] }) with { ReplaceTarget = true };
        Fault none = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), target.Options(), beyond));
        Assert.Contains("database 4", none.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await to.CallAsync("GET", "old")).Text);
        Assert.Equal(history, (await to.InfoAsync("replication"))["master_replid"]);
    }

    // An empty target is sent the file as it is made. What would make a server stop is found before it is sent, and the target is empty again.
    [Fact]
    public async Task Empty_target_is_empty_and_its_own_master_after_a_file_that_has_no_end()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await FillLargeAsync(from);
        await from.CallAsync("MSET", "a:1", "1", "b:1", "2");
        var rename = Options(request: new() { Renames = [new("a:"u8.ToArray(), "b:"u8.ToArray())] });
        Fault meet = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), target.Options(), rename));
        Assert.Equal(ErrorCode.Conflict, meet.Code);
        Assert.Contains("same name", meet.Message, StringComparison.Ordinal);
        Assert.Equal(0, await KeysAsync(to));
        await IsAsBeforeAsync(to, "");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    // Lost in the middle, the source is asked once more, and what the target had of it is gone.
    [Fact]
    public async Task Source_that_is_lost_on_the_way_into_an_empty_target_is_read_again()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis to = await target.ConnectAsync();
        byte[] file = new RdbFile("REDIS0011").Key("one", "1").Key("two", new string('2', 300_000)).ToArray();
        int snapshots = 0;
        await using ScriptedPeer source = ScriptedMaster.Run(async (session, before) =>
        {
            snapshots++;
            if (before > 0)
            {
                await session.SendFileAsync(file);
                return;
            }
            await session.SendAsync($"${file.Length}\r\n");
            await session.SendAsync(file[..(file.Length / 2)]);
        });
        (ServeCopy copy, ServeResult result) = await RunAsync(Doors.Peer(source.Port), target.Options(), Options());
        Assert.Equal((2, 2, 2), (snapshots, copy.Counters[CopyOutcome.Copied], await KeysAsync(to)));
        Assert.Equal("1", (await to.CallAsync("GET", "one")).Text);
        Assert.Empty(result.SettingsLeft);
        await IsAsBeforeAsync(to, "");
    }

    [Fact]
    public async Task Target_with_keys_a_master_of_its_own_or_replicas_is_left_alone()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisReplication pair = await RedisReplication.StartAsync(1);
        await pair.Master.CallAsync("SET", "old", "1");
        foreach (RedisServerProcess target in (RedisServerProcess[])[pair.Master, pair.Replicas[0]])
        {
            await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(target);
            Fault fault = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), target.Options(), Options() with { ReplaceTarget = true }));
            Assert.Equal(ErrorCode.Conflict, fault.Code);
            Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"REPLICAOF\"", StringComparison.OrdinalIgnoreCase) || line.Contains("\"CONFIG\" \"SET\"", StringComparison.OrdinalIgnoreCase));
        }
        await using RedisServerProcess full = await RedisServerProcess.StartAsync();
        await full.CallAsync("SET", "old", "1");
        Fault held = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), full.Options(), Options()));
        Assert.Contains("1 key", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_does_not_reach_us_keeps_all_it_has()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis to = await target.ConnectAsync();
        await source.CallAsync("SET", "new", "1");
        await to.CallAsync("SET", "old", "1");
        // Nobody listens there.
        var options = Options() with { ReplaceTarget = true, CallBack = TimeSpan.FromSeconds(2), Address = new(System.Net.IPAddress.Loopback, 0, "127.0.0.9") };
        Fault fault = await Assert.ThrowsAsync<Fault>(() => RunAsync(source.Options(), target.Options(), options));
        Assert.Equal(ErrorCode.Timeout, fault.Code);
        Assert.Contains("Its own data are as they were.", fault.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await to.CallAsync("GET", "old")).Text);
        await IsAsBeforeAsync(to, "");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    // Whoever may not undo the following must not undo what it follows with either: a load that fails without swapdb would leave the target empty.
    [Fact]
    public async Task Target_that_cannot_be_made_a_master_again_keeps_its_settings_and_is_told_of()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync("user app on >secret ~* &* +@all");
        await using RawRedis to = await target.ConnectAsync();
        await source.CallAsync("SET", "new", "1");
        await to.CallAsync("SET", "old", "1");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
        await using RedisConnection ours = source.Options().Connection(), theirs = (target.Options() with { User = "app", Password = "secret" }).Connection();
        ServeCopy copy = Make(ours, theirs, Options() with { ReplaceTarget = true, CallBack = TimeSpan.FromMinutes(5), Address = new(System.Net.IPAddress.Loopback, 0, "127.0.0.9") });
        Task<ServeResult> running = copy.RunAsync(end.Token);
        await TestTimeout.UntilAsync("it follows", async () => running.IsCompleted || (await to.InfoAsync("replication"))["role"] == "slave");
        await to.CallAsync("ACL", "SETUSER", "app", "-replicaof", "-slaveof");
        await end.CancelAsync();
        Fault fault = await Assert.ThrowsAsync<Fault>(() => running);
        Assert.Equal(ErrorCode.Cancelled, fault.Code);
        Assert.Contains("Nothing could be put back (not_permitted): the target still follows this program, which serves it no more, and these settings are as set: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("REPLICAOF NO ONE makes it a master again; only then set them back. Its own data are as they were.", fault.Message, StringComparison.Ordinal);
        Assert.Equal("slave", (await to.InfoAsync("replication"))["role"]);
        Assert.NotEmpty((await to.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Equal("swapdb", (await to.CallAsync("CONFIG", "GET", "repl-diskless-load")).Items![1].Text);
        Assert.Equal("1", (await to.CallAsync("GET", "old")).Text);
    }

    [Fact]
    public async Task Cancelled_within_the_transfer_the_target_keeps_its_old_data()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync("key-load-delay 800");
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await FillLargeAsync(from);
        await to.CallAsync("SET", "old", "1");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
        await using RedisConnection ours = source.Options().Connection(), theirs = target.Options().Connection();
        ServeCopy copy = Make(ours, theirs, Options() with { ReplaceTarget = true });
        Task<ServeResult> running = copy.RunAsync(end.Token);
        await TestTimeout.UntilAsync("it loads", async () => running.IsCompleted || (await to.InfoAsync("persistence"))["loading"] == "1");
        Assert.False(running.IsCompleted);
        await end.CancelAsync();
        Fault fault = await Assert.ThrowsAsync<Fault>(() => running);
        Assert.Equal(ErrorCode.Cancelled, fault.Code);
        Assert.Contains("Its own data are as they were.", fault.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await to.CallAsync("GET", "old")).Text);
        await IsAsBeforeAsync(to, "");
    }

    [Fact]
    public async Task Target_that_is_killed_within_is_told_of_exactly()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync("key-load-delay 800");
        await using (RawRedis from = await source.ConnectAsync())
        {
            await FillLargeAsync(from);
        }
        await target.CallAsync("SET", "old", "1");
        await target.CallAsync("SAVE");
        await using RedisConnection ours = source.Options().Connection(), theirs = target.Options().Connection();
        ServeCopy copy = Make(ours, theirs, Options() with { ReplaceTarget = true });
        Task<ServeResult> running = copy.RunAsync(TestTimeout.Token());
        await TestTimeout.UntilAsync("it loads", async () => running.IsCompleted || (await LoadingAsync(target)));
        await target.RestartAsync();
        Fault fault = await Assert.ThrowsAsync<Fault>(() => running);
        Assert.Equal(ErrorCode.Conflict, fault.Code);
        Assert.Contains("Restarted, it holds what it had saved: 1 key.", fault.Message, StringComparison.Ordinal);
        await using RawRedis to = await target.ConnectAsync();
        Assert.Equal("1", (await to.CallAsync("GET", "old")).Text);
        await IsAsBeforeAsync(to, "");
    }

    [Theory]
    [InlineData(false, null, nameof(ErrorCode.NotConfigured))]
    [InlineData(false, "127.0.0.1", nameof(ErrorCode.NotConfigured))]
    [InlineData(false, "0.0.0.0", nameof(ErrorCode.NotConfigured))]
    [InlineData(true, "192.0.2.7", nameof(ErrorCode.Conflict))]
    public void Target_elsewhere_needs_an_address_of_the_operator_and_nothing_goes_in_the_clear(bool tls, string? bind, string expected)
    {
        var target = new ConnectionOptions { Name = "far", Source = "test", Kind = ConnectionKind.Server, Endpoints = [new("redis.example.com", 6379)], Tls = tls };
        ServeAddress? named = bind is null ? null : new(System.Net.IPAddress.Parse(bind));
        Assert.Equal(expected, Assert.Throws<Fault>(() => ServeAddress.For(target, named)).Code.ToString());
        Assert.Equal("192.0.2.7", ServeAddress.For(target with { Tls = false }, new(System.Net.IPAddress.Parse("192.0.2.7"))).Host);
    }

    private static async Task<bool> LoadingAsync(RedisServerProcess server)
    {
        await using RawRedis redis = await server.ConnectAsync();
        return (await redis.InfoAsync("persistence"))["loading"] == "1";
    }

    private static async Task FillLargeAsync(RawRedis redis)
    {
        const int Keys = 5_000;
        byte[] value = new byte[4000];
        var random = new Random(7);
        for (int i = 0; i < Keys; i++)
        {
            // Not to be compressed: more than sockets hold back.
            random.NextBytes(value);
            await redis.WriteAsync("SET", $"key:{i}", value);
            await redis.ReadAsync();
        }
    }

    private static async Task<long> KeysAsync(RawRedis redis) => (await redis.InfoAsync("keyspace")).Values.Sum(line => long.Parse(line.Split(',')[0]["keys=".Length..], System.Globalization.CultureInfo.InvariantCulture));

    private static async Task IsAsBeforeAsync(RawRedis redis, string masterAuth)
    {
        Assert.Equal("master", (await redis.InfoAsync("replication"))["role"]);
        Assert.Equal(masterAuth, (await redis.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Equal("disabled", (await redis.CallAsync("CONFIG", "GET", "repl-diskless-load")).Items![1].Text);
    }

    private ServeOptions Options(string engine = ServerEngine.AtHand, SelectionRequest? request = null) => new()
    {
        Selection = KeySelection.Of(request ?? new()),
        Format = SameValues.TargetOf(engine),
        Patience = TimeSpan.FromSeconds(20),
        Sync = new() { IsDiskless = false, Spool = new() { Folder = _folder.Path, ReserveBytes = 0 } },
    };

    private static async Task<(ServeCopy Copy, ServeResult Result)> RunAsync(ConnectionOptions from, ConnectionOptions to, ServeOptions options)
    {
        await using RedisConnection source = from.Connection(), target = to.Connection();
        ServeCopy copy = Make(source, target, options);
        return (copy, await copy.RunAsync(TestTimeout.Token()));
    }

    private static ServeCopy Make(RedisConnection source, RedisConnection target, ServeOptions options) => new(
        source.BindBulk(ServeOptions.SourceCommands, AccessLevel.Full, new()),
        target.Bind(null, ServeOptions.TargetCommands, AccessLevel.Full, new()),
        target,
        options,
        TimeProvider.System);
}
