using System.Buffers;
using McpRedis.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb;

/// <summary>A file split into payloads gives, byte for byte, what the server that wrote it answers to DUMP.</summary>
public sealed class RdbSplitTests
{
    // What each engine must have been made to write; a type that is missing was not tested.
    private static readonly Dictionary<string, int[]> Written = new()
    {
        [ServerEngine.AtHand] = [0, 2, 4, 5, 11, 16, 17, 18],
        ["redis-8.0"] = [0, 2, 4, 5, 7, 11, 16, 17, 18, 20, 21, 24, 25],
        ["redis-8.6"] = [0, 2, 4, 5, 7, 11, 16, 17, 18, 20, 24, 25, 26],
        ["valkey-8.1"] = [0, 2, 4, 5, 11, 16, 17, 18, 20, 21],
        ["valkey-9.1"] = [0, 2, 4, 5, 11, 16, 17, 18, 20, 21, 22],
    };

    public static TheoryData<string> Engines => ServerEngine.Cases;

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Payloads_are_the_server_s_own(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "enable-debug-command yes", "dbfilename dump.rdb");
        await using RawRedis redis = await server.ConnectAsync();
        await RdbSampleData.FillAsync(redis);
        HashSet<RdbType> seen = [];
        foreach (string compression in (string[])["yes", "no"])
        {
            await redis.CallAsync("CONFIG", "SET", "rdbcompression", compression);
            seen.UnionWith(await CheckAsync(redis, server));
        }
        Assert.Empty(Written[engine].Select(type => (RdbType)type).Except(seen));
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("allkeys-lfu")]
    public async Task Idle_time_and_frequency_are_read(string policy)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync($"maxmemory-policy {policy}", "maxmemory 100mb");
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("RESTORE", "key", 0, Payload("value"), policy.EndsWith("lru", StringComparison.Ordinal) ? "IDLETIME" : "FREQ", 200);
        (IReadOnlyList<ReadRecord> records, _) = await SaveAsync(redis, server);
        ReadRecord key = Assert.Single(records);
        if (policy == "allkeys-lru")
        {
            Assert.InRange(key.IdleSeconds!.Value, 200, 300);
            Assert.Null(key.Frequency);
        }
        else
        {
            Assert.InRange(key.Frequency!.Value, 190, 200); // it decays
            Assert.Null(key.IdleSeconds);
        }
    }

    private static async Task<HashSet<RdbType>> CheckAsync(RawRedis redis, RedisServerProcess server)
    {
        (IReadOnlyList<ReadRecord> records, RdbHeader header) = await SaveAsync(redis, server);
        ReadRecord[] keys = [.. records.Where(r => r.Kind == RdbRecordKind.Key)];
        var payload = new ArrayBufferWriter<byte>();
        foreach (int database in RdbSampleData.Databases)
        {
            await redis.CallAsync("SELECT", database);
            ReadRecord[] here = [.. keys.Where(r => r.Database == database)];
            Assert.Equal((await redis.CallAsync("DBSIZE")).Integer, here.Length);
            Assert.Equal(here.Length, here.Select(r => r.Key).Distinct().Count());
            foreach (ReadRecord key in here)
            {
                byte[] dump = (await redis.CallAsync("DUMP", key.KeyBytes)).Bytes!;
                payload.ResetWrittenCount();
                DumpPayload.Write(payload, Convert.FromHexString(key.Meta), key.Type, key.ValueBytes, (ushort)header.Version);
                Assert.True(payload.WrittenSpan.SequenceEqual(dump), $"{key.Name}, type {key.Type}, is not as in DUMP");
                Assert.True(DumpPayload.TryParse(dump, header.Flavour, out DumpView view) && view.Type == key.Type && view.Checksum == DumpChecksum.Right);
                Assert.Equal((await redis.CallAsync("PEXPIRETIME", key.KeyBytes)).Integer, key.ExpireAtMs ?? -1);
            }
        }
        ReadRecord library = Assert.Single(records, r => r.Kind == RdbRecordKind.Function);
        byte[] functions = (await redis.CallAsync("FUNCTION", "DUMP")).Bytes!;
        Assert.Equal(Bytes.Hex(functions.AsSpan()[..^DumpPayload.FooterSize]), $"{RdbOpcode.Function2:x2}{library.Value}");
        return [.. keys.Select(r => r.Type)];
    }

    private static async Task<(IReadOnlyList<ReadRecord> Records, RdbHeader Header)> SaveAsync(RawRedis redis, RedisServerProcess server)
    {
        await redis.CallAsync("SAVE");
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(server.DataDirectory, "dump.rdb"));
        return (await ReadRecord.AllAsync(file), RdbHeader.Parse(file.AsSpan(0, RdbHeader.Size)));
    }

    private static byte[] Payload(string text)
    {
        var payload = new ArrayBufferWriter<byte>();
        DumpPayload.Write(payload, [], RdbType.String, RdbFile.String(text), 6);
        return payload.WrittenSpan.ToArray();
    }
}
