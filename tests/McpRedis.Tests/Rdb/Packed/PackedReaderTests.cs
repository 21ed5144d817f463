using System.Text;
using McpRedis.Rdb;
using McpRedis.Rdb.Packed;

namespace McpRedis.Tests.Rdb.Packed;

public sealed class PackedReaderTests
{
    private static readonly object[] Entries =
    [
        "", "foo", new string('x', 63), new string('y', 64), new string('z', 4095), new string('w', 4096), new string('v', 20_000),
        0, 1, 12, 13, 127, 128, -1, -128, -129, 4095, -4096, 4096, -4097, 32767, -32768, 32768, 8_388_607, -8_388_608, 8_388_608, int.MaxValue, int.MinValue,
        int.MaxValue + 1L, long.MaxValue, long.MinValue,
    ];

    [Fact]
    public void Listpack_entries_of_every_width() => Assert.Equal(Texts(Entries), Read(PackedReader.Listpack(PackedBytes.Listpack(Entries), 0)));

    [Fact]
    public void Ziplist_entries_of_every_width() => Assert.Equal(Texts(Entries), Read(PackedReader.Ziplist(PackedBytes.Ziplist(Entries), 0)));

    [Fact]
    public void Listpack_as_documented() =>
        Assert.Equal(["foo", "42"], Read(PackedReader.Listpack(Bytes.OfHex("0e000000 0200 83666f6f04 2a01 ff"), 0)));

    [Fact]
    public void Ziplist_as_documented() =>
        Assert.Equal(["foo", "42"], Read(PackedReader.Ziplist(Bytes.OfHex("13000000 0f000000 0200 0003666f6f 05fe2a ff"), 0)));

    [Theory]
    [InlineData(2, 1L, 2L, 1000L)]
    [InlineData(4, -70_000L, 0L, 70_000L)]
    [InlineData(8, long.MinValue, 0L, long.MaxValue)]
    public void Intset_of_every_width(int width, long a, long b, long c) =>
        Assert.Equal([$"{a}", $"{b}", $"{c}"], Read(PackedReader.Intset(PackedBytes.Intset(width, a, b, c), 0)));

    [Fact]
    public void Zipmap_skips_what_is_unused()
    {
        string[] items = ["foo", "hi", new string('k', 300), new string('v', 300), "empty", ""];
        Assert.Equal(items, Read(PackedReader.Zipmap(PackedBytes.Zipmap(items), 0)));
        Assert.Equal(["foo", "hi"], Read(PackedReader.Zipmap(Bytes.OfHex("01 03666f6f 02016869 00 ff"), 0)));
    }

    [Fact]
    public void A_listpack_that_does_not_say_its_count_is_walked() =>
        Assert.Equal(["a", "1"], Read(PackedReader.Listpack(PackedBytes.Listpack(ushort.MaxValue, ["a", 1]), 0)));

    [Theory]
    [InlineData("listpack", "")]
    [InlineData("listpack", "07000000 0000 fe")]                       // no end
    [InlineData("listpack", "08000000 0000 ff")]                       // longer than it is
    [InlineData("listpack", "0e000000 0300 83666f6f04 2a01 ff")]       // another count
    [InlineData("listpack", "0e000000 0200 bf666f6f04 2a01 ff")]       // a string beyond the end
    [InlineData("listpack", "0e000000 0200 f0ffffffff 2a01 ff")]       // a string of 4 GiB
    [InlineData("listpack", "0e000000 0200 f9666f6f04 2a01 ff")]       // no such encoding
    [InlineData("listpack", "08000000 0100 2a ff")]                    // no back length
    [InlineData("ziplist", "0b000000 0a000000 0000 fe")]
    [InlineData("ziplist", "13000000 0f000000 0300 0003666f6f 05fe2a ff")]
    [InlineData("ziplist", "13000000 0f000000 0200 003f666f6f 05fe2a ff")]
    [InlineData("ziplist", "13000000 0f000000 0200 ff03666f6f 05fe2a ff")]
    [InlineData("ziplist", "13000000 0f000000 0200 0081666f6f 05fe2a ff")]
    [InlineData("ziplist", "13000000 0f000000 0200 0080ffffff ff052a ff")]
    [InlineData("intset", "03000000 00000000")]
    [InlineData("intset", "02000000 02000000 0100")]
    [InlineData("intset", "08000000 ffffff1f 0100")]
    [InlineData("zipmap", "01 03666f6f ff")]                           // no value
    [InlineData("zipmap", "02 03666f6f 02016869 00 ff")]               // another count
    [InlineData("zipmap", "01 03666f6f 02096869 00 ff")]               // unused bytes beyond the end
    [InlineData("zipmap", "01 feffffffff ff")]
    public void Damage_is_told_with_its_place(string kind, string hex)
    {
        byte[] blob = Bytes.OfHex(hex);
        var wrong = Assert.Throws<RdbFormatException>(() => Read(Open(kind, blob, 1000)));
        Assert.InRange(wrong.Offset, 1000, 1000 + blob.Length);
    }

    private static PackedReader Open(string kind, byte[] blob, long offset) => kind switch
    {
        "listpack" => PackedReader.Listpack(blob, offset),
        "ziplist" => PackedReader.Ziplist(blob, offset),
        "intset" => PackedReader.Intset(blob, offset),
        _ => PackedReader.Zipmap(blob, offset),
    };

    private static List<string> Read(PackedReader reader)
    {
        var texts = new List<string>();
        byte[] scratch = new byte[PackedEntry.MostDigits];
        while (reader.TryNext(out PackedEntry entry))
        {
            texts.Add(Encoding.UTF8.GetString(entry.Text(scratch)));
        }
        return texts;
    }

    private static IEnumerable<string> Texts(object[] entries) => entries.Select(entry => $"{entry}");
}
