using McpRedis.Faults;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Sync;

public sealed class SyncSnapshotTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string> Engines => ServerEngine.Cases;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Records_are_those_of_the_server_s_own_file(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "repl-diskless-sync-delay 0", "enable-debug-command yes");
        await using RawRedis redis = await server.ConnectAsync();
        await RdbSampleData.FillAsync(redis);
        await redis.CallAsync("SAVE");
        HashSet<ReadRecord> expected = Placeless(await ReadRecord.AllAsync(await File.ReadAllBytesAsync(Path.Combine(server.DataDirectory, "dump.rdb"))));
        Assert.True(expected.Count > 100);
        await using RedisConnection connection = server.Options().Connection();
        IBulkGateway door = connection.BindBulk(SyncOptions.SourceCommands, AccessLevel.Full, new());
        foreach (bool diskless in (bool[])[false, true])
        {
            await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
            await using (SyncSnapshot snapshot = await OpenAsync(door, diskless))
            {
                Assert.Equal(diskless, snapshot.SizeBytes is null);
                using RdbReader reader = snapshot.OpenReader();
                HashSet<ReadRecord> records = Placeless(await AllAsync(reader));
                Assert.Empty(expected.Except(records));
                Assert.Empty(records.Except(expected));
                await snapshot.Fetched;
                Assert.Equal(reader.Position, snapshot.FetchedBytes);
                // It can be gone through again, for a target that has lost what it got.
                using RdbReader again = snapshot.OpenReader();
                Assert.Equal(records.Count, (await AllAsync(again)).Count);
            }
            Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
            // Nothing is left at the source, and nothing else was asked of it.
            await TestTimeout.UntilAsync("no replica is connected", async () => (await redis.InfoAsync("replication"))["connected_slaves"] == "0");
            Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"SET\"", StringComparison.OrdinalIgnoreCase) || line.Contains("\"CONFIG\"", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Server_that_refuses_is_a_fault()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -sync -psync");
        await using RedisConnection connection = (server.Options() with { User = "app", Password = "secret" }).Connection();
        Fault fault = await Assert.ThrowsAsync<Fault>(() => OpenAsync(connection.Door(), diskless: false));
        Assert.Equal(ErrorCode.NotPermitted, fault.Code);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Snapshot_is_of_everything_and_so_never_of_a_scope()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RedisConnection connection = server.Options().Connection("app:");
        Fault fault = await Assert.ThrowsAsync<Fault>(() => OpenAsync(connection.Door(), diskless: false));
        Assert.Equal(ErrorCode.KeyOutOfScope, fault.Code);
    }

    [Fact]
    public async Task Signs_of_life_are_waited_for_and_silence_is_not()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();                       // REPLCONF version
            await session.SendAsync("-ERR unknown option\r\n");
            await session.CommandAsync();
            await session.SendAsync("+OK\r\n");
            Assert.Equal(["SYNC"], await session.CommandAsync());
            await session.SendAsync("\n\n\n$100\r\nREDIS0010");
            await session.Silence;
        });
        var (time, patience) = (new ManualTime(), TimeSpan.FromMinutes(1));
        await using RedisConnection connection = Doors.Peer(peer.Port).Connection(time: time);
        await using SyncSnapshot snapshot = await SyncSnapshot.OpenAsync(
            connection.Door(), new MasterNode("", new System.Net.DnsEndPoint("127.0.0.1", peer.Port)), Here(false) with { Patience = patience }, time, TestTimeout.Token());
        Assert.Equal(100, snapshot.SizeBytes);
        using RdbReader reader = snapshot.OpenReader();
        Task reading = AllAsync(reader);
        await TestTimeout.UntilAsync("the silence is noticed", () =>
        {
            time.Advance(patience);
            return Task.FromResult(reading.IsCompleted);
        });
        IOException silent = await Assert.ThrowsAsync<IOException>(() => reading);
        Assert.Contains("Nothing came", silent.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => snapshot.Fetched);
    }

    [Fact]
    public async Task Source_that_dies_within_is_told_after_what_came()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.SendAsync("+OK\r\n");
            await session.CommandAsync();
            await session.SendAsync("+OK\r\n");
            await session.CommandAsync();
            byte[] file = new RdbFile().Key("one", "1").Key("two", "2").ToArray();
            await session.SendAsync($"${file.Length}\r\n");
            await session.SendAsync(file[..^12]);
        });
        await using RedisConnection connection = Doors.Peer(peer.Port).Connection();
        await using SyncSnapshot snapshot = await SyncSnapshot.OpenAsync(
            connection.Door(), new MasterNode("", new System.Net.DnsEndPoint("127.0.0.1", peer.Port)), Here(false), TimeProvider.System, TestTimeout.Token());
        var names = new List<string>();
        using RdbReader reader = snapshot.OpenReader();
        await Assert.ThrowsAsync<EndOfStreamException>(() => AllAsync(reader, names));
        Assert.Equal(["one"], names);
    }

    private async Task<SyncSnapshot> OpenAsync(IBulkGateway door, bool diskless) =>
        await SyncSnapshot.OpenAsync(door, (await door.ResolveAsync(TestTimeout.Token())).Masters[0], Here(diskless), TimeProvider.System, TestTimeout.Token());

    private SyncOptions Here(bool diskless) => new() { IsDiskless = diskless, Spool = new SpoolOptions { Folder = _folder.Path, ReserveBytes = 0 } };

    private static async Task<List<ReadRecord>> AllAsync(RdbReader reader, List<string>? names = null)
    {
        var records = new List<ReadRecord>();
        while (await reader.FillAsync(TestTimeout.Token()))
        {
            while (reader.TryRead(out RdbRecord record))
            {
                records.Add(ReadRecord.Of(record));
                names?.Add(records[^1].Name);
            }
        }
        return records;
    }

    private static HashSet<ReadRecord> Placeless(IEnumerable<ReadRecord> records) => [.. records.Select(record => record with { Offset = 0 })];
}
