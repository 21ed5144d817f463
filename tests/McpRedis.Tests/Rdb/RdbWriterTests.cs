using System.Buffers;
using System.Text;
using McpRedis.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb;

public sealed class RdbWriterTests
{
    public static TheoryData<string> Engines => ServerEngine.Cases;

    [Fact]
    public async Task Written_file_is_read_as_what_it_was_made_of()
    {
        foreach (byte[] file in (byte[][])[HandMadeFiles.Redis, HandMadeFiles.Valkey])
        {
            IReadOnlyList<ReadRecord> records = Placeless(await ReadRecord.AllAsync(file));
            byte[] written = Write(records, RdbHeader.Parse(file.AsSpan(0, RdbHeader.Size)));
            Assert.Equal(records, Placeless(await ReadRecord.AllAsync(written)));
        }
    }

    [Fact]
    public async Task Lengths_of_every_size_and_what_stands_ahead_of_the_keys()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new RdbWriter(output);
        writer.Begin(new RdbHeader(RdbFlavour.Valkey, 80));
        writer.Aux("valkey-ver"u8, "9.1.2"u8);
        writer.Resize(300, 70_000, ulong.MaxValue - 70_000);
        foreach (int length in (int[])[0, 63, 64, 16383, 16384])
        {
            writer.Key(300, Encoding.ASCII.GetBytes(new string('k', length)), default, RdbType.String, "\u0001v"u8);
        }
        writer.End();
        Assert.Equal("VALKEY080", Encoding.ASCII.GetString(output.WrittenSpan[..9]));
        Assert.Equal(output.WrittenCount, writer.Length);
        using var reader = new RdbReader(new MemoryStream(output.WrittenSpan.ToArray()));
        List<(int, int)> keys = [];
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryRead(out RdbRecord record))
            {
                keys.Add((record.Database, record.Key.Length));
            }
        }
        Assert.Equal([(300, 0), (300, 63), (300, 64), (300, 16383), (300, 16384)], keys);
        Assert.Equal("9.1.2", reader.Aux["valkey-ver"]);
        Assert.Equal(70_000UL, reader.KeysAnnounced);
    }

    // The judge is the server: it loads the file at its start, and answers to DUMP what it did before.
    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Server_loads_what_was_written(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "enable-debug-command yes");
        string path = Path.Combine(server.DataDirectory, "dump.rdb");
        Dictionary<string, string> before;
        await using (RawRedis redis = await server.ConnectAsync())
        {
            await RdbSampleData.FillAsync(redis);
            await redis.CallAsync("SAVE");
            before = await DumpsAsync(redis);
        }
        byte[] file = await File.ReadAllBytesAsync(path);
        await server.KillAsync();
        await File.WriteAllBytesAsync(path, Write(await ReadRecord.AllAsync(file), RdbHeader.Parse(file.AsSpan(0, RdbHeader.Size))));
        await server.RestartAsync();
        await using RawRedis again = await server.ConnectAsync();
        Dictionary<string, string> after = await DumpsAsync(again);
        Assert.True(before.Count > 100);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.Empty(before.Where(key => after[key.Key] != key.Value).Select(key => key.Key));
        Assert.Equal("sample", (await again.CallAsync("FUNCTION", "LIST"))[0].Map["library_name"].Text);
    }

    private static byte[] Write(IEnumerable<ReadRecord> records, RdbHeader header)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new RdbWriter(output);
        writer.Begin(header);
        foreach (ReadRecord record in records)
        {
            if (record.Kind == RdbRecordKind.Function)
            {
                writer.Function(record.ValueBytes);
            }
            else if (record.Kind == RdbRecordKind.Key)
            {
                var attributes = new RdbKeyAttributes
                {
                    ExpireAtMs = record.ExpireAtMs,
                    IdleSeconds = record.IdleSeconds,
                    Frequency = record.Frequency,
                    Meta = Convert.FromHexString(record.Meta),
                };
                writer.Key(record.Database, record.KeyBytes, attributes, record.Type, record.ValueBytes);
            }
        }
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    // Loading may give a hash table another order, so such are told by their sorted contents.
    private static async Task<Dictionary<string, string>> DumpsAsync(RawRedis redis)
    {
        var dumps = new Dictionary<string, string>();
        foreach (int database in RdbSampleData.Databases)
        {
            await redis.CallAsync("SELECT", database);
            foreach (RawReply key in (await redis.CallAsync("KEYS", "*")).Items!)
            {
                string type = (await redis.CallAsync("TYPE", key.Bytes!)).Text;
                string value = type switch
                {
                    "set" => string.Join('\n', (await redis.CallAsync("SMEMBERS", key.Bytes!)).Texts.Order(StringComparer.Ordinal)),
                    "hash" => string.Join('\n', (await redis.CallAsync("HGETALL", key.Bytes!)).Map.Select(pair => $"{pair.Key}={pair.Value.Text}").Order(StringComparer.Ordinal))
                        + (await redis.SendAsync("HPEXPIRETIME", key.Bytes!, "FIELDS", 3, "a", "b", "c")),
                    "vectorset" => string.Join('\n', (await redis.CallAsync("VLINKS", key.Bytes!, "first")).Items!) + await redis.CallAsync("VEMB", key.Bytes!, "second"), // its graph is numbered anew
                    _ => Bytes.Hex((await redis.CallAsync("DUMP", key.Bytes!)).Bytes),
                };
                dumps[$"{database} {Bytes.Hex(key.Bytes)}"] = $"{type} {(await redis.CallAsync("PEXPIRETIME", key.Bytes!)).Text} {value}";
            }
        }
        return dumps;
    }

    private static IReadOnlyList<ReadRecord> Placeless(IEnumerable<ReadRecord> records) =>
        [.. records.Where(record => record.Kind != RdbRecordKind.ModuleAux).Select(record => record with { Offset = 0, ValueLength = 0 })];
}
