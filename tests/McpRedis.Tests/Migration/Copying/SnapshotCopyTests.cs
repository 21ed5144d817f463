using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>Copying by SYNC and RESTORE.</summary>
public sealed class SnapshotCopyTests(ClusterFixture clusters) : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string> Pairs =>
    [
        (ServerEngine.AtHand, ServerEngine.AtHand),
        .. ServerEngine.Others.Select(engine => (engine, ServerEngine.AtHand)),
        .. ServerEngine.Others.Select(engine => (ServerEngine.AtHand, engine)),
        ("redis-8.6", "valkey-9.1"),
        ("valkey-9.1", "redis-8.6"),
    ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Everything_arrives_but_what_was_announced(string from, string to)
    {
        await using RedisServerProcess source = await ServerEngine.StartAsync(from, "enable-debug-command yes");
        await using RedisServerProcess target = await ServerEngine.StartAsync(to);
        await using RawRedis redis = await source.ConnectAsync();
        await RdbSampleData.FillAsync(redis);
        SnapshotCopy copy = await RunAsync(source.Options(), target.Options(), transcoders: () => new Transcoder(SameValues.TargetOf(to), new TranscodeOptions()));
        long vectors = 0;
        foreach (int database in RdbSampleData.Databases)
        {
            await redis.CallAsync("SELECT", database);
            vectors += (await redis.CallAsync("EXISTS", "vectors", "vectors:ttl")).Integer;
            await SameValues.CheckAsync(source, target, database, AnnouncedLosses.Aspects(copy.Losses.All.Select(loss => loss.Key)));
        }
        // No module was said to be on the target.
        Assert.Equal(vectors, copy.Counters[CopyOutcome.Refused]);
        Assert.All(copy.Problems.First, problem => Assert.StartsWith("vectors", Encoding.UTF8.GetString(problem.Key), StringComparison.Ordinal));
        Assert.Equal(copy.Counters[CopyOutcome.Seen], copy.Counters[CopyOutcome.Copied] + vectors);
        Assert.True(copy.Counters[CopyOutcome.Copied] > 100);
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
        SnapshotCopy copy = await RunAsync(source.Options(), target.Options(), CopyBench.Options(new()
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
    public async Task Two_keys_that_would_get_one_name_are_a_collision()
    {
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync();
        await from.CallAsync("MSET", "old:1", "one", "new:1", "other");
        SelectionRequest met = new() { Renames = [new("old:"u8.ToArray(), "new:"u8.ToArray())] };
        await Assert.ThrowsAsync<CollisionFault>(() => RunAsync(source.Options(), target.Options(), CopyBench.Options(met)));
        await target.CallAsync("FLUSHALL");
        SnapshotCopy copy = await RunAsync(source.Options(), target.Options(), CopyBench.Options(met with { Collision = CollisionPolicy.Skip }));
        Assert.Equal((1, 1, 0), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped], copy.Counters[CopyOutcome.Repeated]));
    }

    [Fact]
    public async Task Into_a_cluster_and_back()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        await using RedisServerProcess source = await RedisServerProcess.StartAsync();
        await using RedisServerProcess back = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 2000, prefix);
        SnapshotCopy there = await RunAsync(source.Options(), cluster.Masters[1].Options());
        Assert.Equal((2000, 0), (there.Counters[CopyOutcome.Copied], there.Counters[CopyOutcome.Resent]));
        SnapshotCopy home = await RunAsync(
            cluster.Replicas[0].Options() with { Kind = ConnectionKind.Cluster }, back.Options(), CopyBench.Options(new() { Patterns = [Encoding.ASCII.GetBytes(prefix + "*")] }));
        Assert.Equal(2000, home.Counters[CopyOutcome.Copied]);
        await SameValues.CheckAsync(source, back, 0, ValueAspect.None);
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
        SnapshotCopy copy = await RunAsync(Doors.Peer(source.Port), target.Options(), CopyBench.Options() with { MaxPayloadBytes = 1000, ByType = false }, () => new Transcoder(new RdbTarget(RdbFlavour.Redis, 10), new()));
        Assert.Equal((1, 1, 1, 1, 1), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.TooLarge], copy.Counters[CopyOutcome.Expired], copy.Counters[CopyOutcome.Refused], copy.Counters[CopyOutcome.Failed]));
        Assert.Equal(["damaged", "huge", "no-such-module"], copy.Problems.First.Select(problem => Encoding.UTF8.GetString(problem.Key)).Order());
        Assert.Equal(1, (await target.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Source_that_is_lost_within_is_asked_for_another_snapshot()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        byte[] file = Numbered(5000);
        await using ScriptedPeer source = ScriptedMaster.Run((session, before) => before < 2
            ? session.SendAsync([.. Encoding.ASCII.GetBytes($"${file.Length}\r\n"), .. file[..(file.Length / 2)]])
            : session.SendFileAsync(file));
        SnapshotCopy copy = await RunAsync(Doors.Peer(source.Port), target.Options(), CopyBench.Options(new()));
        Assert.Equal(5000, (await target.CallAsync("DBSIZE")).Integer);
        Assert.Equal(0, copy.Problems.Count);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Target_that_comes_back_empty_gets_everything_from_the_same_snapshot()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        byte[] file = Numbered(5000);
        int asked = 0;
        await using ScriptedPeer source = ScriptedMaster.Run(async (session, before) =>
        {
            asked = before + 1;
            await session.SendAsync($"${file.Length}\r\n");
            await session.SendAsync(file[..(file.Length / 2)]);
            await TestTimeout.UntilAsync("half of it arrives", async () => (await target.CallAsync("DBSIZE")).Integer > 1000);
            await target.RestartAsync();
            await session.SendAsync(file[(file.Length / 2)..]);
        });
        await RunAsync(Doors.Peer(source.Port), target.Options(), CopyBench.Options(new()));
        Assert.Equal(5000, (await target.CallAsync("DBSIZE")).Integer);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Cut_connection_to_the_target_loses_nothing()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using FaultProxy proxy = FaultProxy.To(target);
        byte[] file = Numbered(5000);
        await using ScriptedPeer source = ScriptedMaster.Run(async (session, _) =>
        {
            await session.SendAsync($"${file.Length}\r\n");
            await session.SendAsync(file[..(file.Length / 2)]);
            await TestTimeout.UntilAsync("half of it arrives", async () => (await target.CallAsync("DBSIZE")).Integer > 1000);
            proxy.ResetOpen();
            await session.SendAsync(file[(file.Length / 2)..]);
        });
        SnapshotCopy copy = await RunAsync(Doors.Peer(source.Port), target.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] }, CopyBench.Options(new()));
        Assert.Equal((5000, 0), (copy.Counters[CopyOutcome.Copied], copy.Problems.Count));
        Assert.Equal(5000, (await target.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Snapshot_that_cannot_be_split_is_told_with_the_place_and_the_last_key()
    {
        await using RedisServerProcess target = await RedisServerProcess.StartAsync();
        await using ScriptedPeer source = ScriptedMaster.Run((session, _) => session.SendFileAsync(new RdbFile().Key("last", "v").Hex("65 01").ToArray()));
        await using RedisConnection from = Doors.Peer(source.Port).Connection(), to = target.Options().Connection();
        SnapshotCopy copy = Make(from, to, CopyBench.Options(), null);
        Fault fault = await Assert.ThrowsAsync<Fault>(() => copy.RunAsync(TestTimeout.Token()));
        Assert.Equal(ErrorCode.UnsupportedByServer, fault.Code);
        Assert.Contains("offset 17", fault.Message, StringComparison.Ordinal);
        Assert.Equal("last", Encoding.UTF8.GetString(Assert.Single(copy.Problems.First).Key));
    }

    private async Task<SnapshotCopy> RunAsync(ConnectionOptions from, ConnectionOptions to, CopyOptions? options = null, Func<Transcoder>? transcoders = null)
    {
        await using RedisConnection source = from.Connection(), target = to.Connection();
        SnapshotCopy copy = Make(source, target, options ?? CopyBench.Options(), transcoders);
        await copy.RunAsync(TestTimeout.Token());
        return copy;
    }

    private SnapshotCopy Make(RedisConnection source, RedisConnection target, CopyOptions options, Func<Transcoder>? transcoders) => new(
        source.BindBulk(SyncOptions.SourceCommands, AccessLevel.Full, new()),
        target.BindBulk(CopyOptions.TargetCommands, AccessLevel.Write, new()),
        options,
        new SyncOptions { IsDiskless = false, Spool = new SpoolOptions { Folder = _folder.Path, ReserveBytes = 0 } },
        transcoders,
        TimeProvider.System);

    private static byte[] Numbered(int keys)
    {
        var file = new RdbFile("REDIS0010");
        for (int i = 0; i < keys; i++)
        {
            file.Key($"key:{i}", $"value {i} {new string('x', 100)}");
        }
        return file.ToArray();
    }
}
