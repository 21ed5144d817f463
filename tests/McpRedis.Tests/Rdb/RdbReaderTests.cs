using System.Text;
using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

public sealed class RdbReaderTests
{
    [Fact]
    public async Task Key_has_what_stands_before_it_and_the_next_has_not()
    {
        byte[] file = new RdbFile()
            .Hex("fe 03 fb 02 01")
            .Hex("fc 0100000000000000 f8 05").Key("first", "a")
            .Key("second", "b")
            .Hex("f9 ff fd 02000000").Key("third", "c")
            .ToArray();
        IReadOnlyList<ReadRecord> records = await ReadRecord.AllAsync(file);
        Assert.Equal(["first", "second", "third"], records.Select(r => r.Name));
        Assert.Equal([1L, null, 2000L], records.Select(r => r.ExpireAtMs));
        Assert.Equal([5L, null, null], records.Select(r => r.IdleSeconds));
        Assert.Equal([null, null, (byte?)255], records.Select(r => r.Frequency));
        Assert.All(records, r => Assert.Equal((3, RdbRecordKind.Key, RdbType.String, 2L, false), (r.Database, r.Kind, r.Type, r.ValueLength, r.IsSpilled)));
        Assert.Equal(["0161", "0162", "0163"], records.Select(r => r.Value));
        Assert.Equal(file[(int)records[1].Offset..][..7], [0, 6, .. "secon"u8]);
    }

    [Fact]
    public async Task Keys_are_decoded_whatever_their_form()
    {
        byte[] file = new RdbFile().Hex("00 c1 d204 00").Hex("00 c3 05 0a 0061e00000 00").Hex("00 00 00").ToArray();
        Assert.Equal(["1234", "aaaaaaaaaa", ""], (await ReadRecord.AllAsync(file)).Select(r => r.Name));
    }

    [Fact]
    public async Task Aux_and_hints_are_kept_and_functions_and_modules_given()
    {
        byte[] file = new RdbFile("REDIS0011")
            .Hex("fa").Hex(Bytes.Hex(RdbFile.String("redis-ver"))).Hex(Bytes.Hex(RdbFile.String("7.2.5")))
            .Hex("fa").Hex(Bytes.Hex(RdbFile.String("redis-bits"))).Hex("c0 40")
            .Hex("fa").Hex(Bytes.Hex(RdbFile.String("of-a-module"))).Hex("01 61")
            .Hex("f5 03 616263")
            .Hex("f7 81 0123456789abcdef 02 02 05 01 61 00")
            .Hex("fe 00 fb 41 00 00 f4 05 01 00 fe 01 fb 02 00")
            .ToArray();
        using var reader = new RdbReader(new MemoryStream(file));
        List<ReadRecord> records = [];
        while (await reader.FillAsync(CancellationToken.None))
        {
            while (reader.TryRead(out RdbRecord record))
            {
                records.Add(ReadRecord.Of(record));
            }
        }
        Assert.Equal([RdbRecordKind.Function, RdbRecordKind.ModuleAux], records.Select(r => r.Kind));
        Assert.Equal(["03616263", "810123456789abcdef020205016100"], records.Select(r => r.Value));
        Assert.Equal(["redis-bits=64", "redis-ver=7.2.5"], reader.Aux.Select(f => $"{f.Key}={f.Value}").Order());
        Assert.Equal((258UL, 0L, (long)file.Length), (reader.KeysAnnounced, reader.KeysRead, reader.Position));
        Assert.Equal(new RdbHeader(RdbFlavour.Redis, 11), reader.Header);
    }

    // 243 is metadata for one, and nothing for the other.
    [Fact]
    public async Task Flavours_give_243_and_22_their_own_meaning()
    {
        byte[] redis = new RdbFile("REDIS0013").Hex("f3 01 00000001 05 01 61 00").Key("k", "v").Key("next", "v").ToArray();
        Assert.Equal(["f30100000001050161 00".Replace(" ", "", StringComparison.Ordinal), ""], (await ReadRecord.AllAsync(redis)).Select(r => r.Meta));

        byte[] valkey = new RdbFile("VALKEY080").Hex("f3 03 6a6f62 01 00 40 ff").Key("k", RdbType.Hash22, Bytes.OfHex("01 01 61 01 62 0102030405060708")).ToArray();
        ReadRecord hash = Assert.Single(await ReadRecord.AllAsync(valkey));
        Assert.Equal(("", "01016101620102030405060708"), (hash.Meta, hash.Value));
    }

    [Fact]
    public async Task References_to_a_template_are_resolved()
    {
        byte[] file = new RdbFile("REDIS0015")
            .Hex("f2 07 02 01 61 01 62")
            .Key("array", RdbType.HashTemplateArrayReference, Bytes.OfHex("07 01 31 c0 05"))
            .Key("packed", RdbType.HashTemplateListpackReference, Bytes.OfHex("0e 0e000000 0300 07 01 8131 02 32 01 ff"))
            .Key("whole", RdbType.HashTemplateArray, Bytes.OfHex("01 01 01 61 01 31"))
            .ToArray();
        IReadOnlyList<ReadRecord> records = await ReadRecord.AllAsync(file);
        Assert.Equal([RdbType.HashTemplateArray, RdbType.HashTemplateListpack, RdbType.HashTemplateArray], records.Select(r => r.Type));
        Assert.Equal(["010201610162" + "0131c005", "010201610162" + "0e0e00000003000701813102" + "3201ff", "010101610131"], records.Select(r => r.Value));
        foreach (ReadRecord record in records)
        {
            var cursor = new RdbCursor(record.ValueBytes);
            Assert.True(RdbValue.TrySkip(record.Type, RdbFlavour.Redis, ref cursor) && cursor.Remaining == 0);
        }
    }

    [Theory]
    [InlineData("REDIS0015", "20 01 6b 07", "template 7")]           // 32 of a template that nobody named
    [InlineData("REDIS0014", "1d 01 6b", "type 29")]                 // another thing in builds of 8.8
    [InlineData("REDIS0009", "1e 01 6b", "type 30")]                 // Dragonfly's
    [InlineData("VALKEY080", "19 01 6b", "type 25")]
    [InlineData("REDIS0012", "40 01 6b", "KeyDB")]
    [InlineData("REDIS0012", "79 01 6b", "Redis Enterprise")]
    [InlineData("REDIS0012", "c9 01", "Dragonfly")]
    [InlineData("REDIS0010", "f6 01", "function")]
    [InlineData("REDIS0010", "06 01 6b", "module")]
    [InlineData("REDIS0010", "fe 81 ffffffffffffffff", "254")]
    [InlineData("REDIS0010", "f2 01 00", "without fields")]
    public async Task What_is_not_known_is_told_with_its_place_and_the_last_key(string header, string hex, string said)
    {
        RdbFile file = new RdbFile(header).Key("good", "v");
        long place = file.Length;
        RdbFormatException wrong = await Assert.ThrowsAsync<RdbFormatException>(() => ReadRecord.AllAsync(file.Hex(hex).ToArray()));
        Assert.Contains(said, wrong.Message, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(wrong.Offset, place, place + 3);
        Assert.Equal("good", Encoding.UTF8.GetString(wrong.LastKey!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("REDIS")]
    [InlineData("REDIS00x1")]
    [InlineData("REDIS0000")]
    [InlineData("VALKEY0800")]
    [InlineData("<!DOCTYPE html>")]
    public async Task What_is_no_file_is_refused(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        RdbFormatException wrong = await Assert.ThrowsAsync<RdbFormatException>(() => ReadRecord.AllAsync(bytes));
        Assert.Null(wrong.LastKey);
        Assert.InRange(wrong.Offset, 0, 10);
    }

    [Fact]
    public async Task Truncated_file_is_told_with_its_end_the_open_record_and_the_last_key()
    {
        byte[] file = new RdbFile().Key("one", "1").Key("two", "2").Key("three", RdbType.List, [.. RdbFile.Count(2), .. RdbFile.String("a"), .. RdbFile.String("b")]).ToArray();
        RdbFormatException wrong = await Assert.ThrowsAsync<RdbFormatException>(() => ReadRecord.AllAsync(file[..^11]));
        Assert.Equal(file.Length - 11, wrong.Offset);
        Assert.Contains("began at 23", wrong.Message, StringComparison.Ordinal);
        Assert.Equal("two", Encoding.UTF8.GetString(wrong.LastKey!));
    }

    [Fact]
    public async Task Checksum_is_held_unless_it_was_not_computed()
    {
        byte[] file = new RdbFile().Key("k", "value").ToArray();
        file[14]++;
        RdbFormatException wrong = await Assert.ThrowsAsync<RdbFormatException>(() => ReadRecord.AllAsync(file));
        Assert.Equal(file.Length - 8, wrong.Offset);
        Assert.Contains("checksum", wrong.Message, StringComparison.Ordinal);
        file.AsSpan()[^8..].Clear();
        Assert.Single(await ReadRecord.AllAsync(file));
        // The preamble of an append-only file: commands follow.
        Assert.Single(await ReadRecord.AllAsync([.. file, .. "*1\r\n$4\r\nPING\r\n"u8]));
        // Before version 5 there was none.
        Assert.Single(await ReadRecord.AllAsync(new RdbFile("REDIS0004").Key("k", "v").ToArray()[..^8]));
    }

    [Fact]
    public async Task Larger_value_than_may_be_held_is_skipped_and_said()
    {
        byte[] large = RdbFile.String(new string('x', 5000));
        byte[] list = [.. RdbFile.Count(1000), .. Enumerable.Repeat(RdbFile.String("abcde"), 1000).SelectMany(b => b)];
        byte[] file = new RdbFile()
            .Hex("fc 0700000000000000").Key("string", RdbType.String, large).Key("small", "v").Key("list", RdbType.List, list).Key("last", RdbType.Set, list).ToArray();
        foreach (int buffer in (int[])[64, 1024, 1 << 16])
        {
            IReadOnlyList<ReadRecord> records = await ReadRecord.AllAsync(file, new RdbReaderOptions { MaxValueBytes = 1000, BufferBytes = buffer });
            Assert.Equal(["string", "small", "list", "last"], records.Select(r => r.Name));
            Assert.Equal([true, false, true, true], records.Select(r => r.IsSpilled));
            Assert.Equal([large.Length, 2L, list.Length, list.Length], records.Select(r => r.ValueLength));
            Assert.Equal(["", "0176", "", ""], records.Select(r => r.Value));
            Assert.Equal([RdbType.String, RdbType.String, RdbType.List, RdbType.Set], records.Select(r => r.Type));
            Assert.Equal(7, records[0].ExpireAtMs);
        }
    }

    // Gigabytes pass and nothing grows.
    [Fact]
    public async Task Spilled_value_is_never_held()
    {
        const int Chunk = 1 << 20;
        const int Chunks = 300;
        byte[] head = [.. new RdbFile().ToArray()[..9], (byte)RdbType.List, 1, (byte)'k', .. RdbFile.Count(2), .. RdbFile.Count((ulong)Chunk * Chunks)];
        byte[] tail = [.. RdbFile.String("end"), RdbOpcode.Eof, .. new byte[8]];
        await using var stream = new LongStream(head, Chunk * (long)Chunks, tail);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<IReadOnlyList<ReadRecord>> reading = ReadRecord.AllAsync(stream);
        Assert.True(reading.IsCompleted); // all of it on this thread
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        IReadOnlyList<ReadRecord> records = await reading;
        Assert.True(Assert.Single(records).IsSpilled);
        Assert.Equal((Chunk * (long)Chunks) + 10, records[0].ValueLength);
    }

    [Fact]
    public async Task Key_that_may_not_be_held_ends_the_reading()
    {
        byte[] file = [.. new RdbFile().ToArray()[..9], 0, .. RdbFile.Count(1UL << 40), .. new byte[5000]];
        RdbFormatException wrong = await Assert.ThrowsAsync<RdbFormatException>(() => ReadRecord.AllAsync(file, new RdbReaderOptions { MaxValueBytes = 1000, BufferBytes = 64 }));
        Assert.Equal(10, wrong.Offset);
    }
}
