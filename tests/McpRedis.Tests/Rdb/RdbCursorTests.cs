using System.Text;
using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

public sealed class RdbCursorTests
{
    [Theory]
    [InlineData("00", 0UL)]
    [InlineData("3f", 63UL)]
    [InlineData("40 40", 64UL)]
    [InlineData("7f ff", 16383UL)]
    [InlineData("80 00 00 40 00", 16384UL)]
    [InlineData("80 ff ff ff ff", 4294967295UL)]
    [InlineData("81 ff ff ff ff ff ff ff ff", ulong.MaxValue)]
    public void Lengths_of_every_size(string hex, ulong expected)
    {
        byte[] bytes = Bytes.OfHex(hex);
        var cursor = new RdbCursor(bytes);
        Assert.True(cursor.TryReadLength(out ulong value));
        Assert.Equal(expected, value);
        Assert.Equal(bytes.Length, cursor.Position);
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            cursor = new RdbCursor(bytes.AsSpan(0, cut));
            Assert.False(cursor.TryReadLength(out _));
            Assert.Equal(0, cursor.Position);
        }
    }

    [Theory]
    [InlineData("82")]
    [InlineData("bf")]
    [InlineData("c0 01")]
    public void What_is_no_length_is_refused_with_its_place(string hex)
    {
        RdbFormatException wrong = Assert.Throws<RdbFormatException>(() => new RdbCursor(Bytes.OfHex(hex), origin: 1000).TryReadLength(out _));
        Assert.Equal(1000, wrong.Offset);
    }

    [Theory]
    [InlineData("00", "", nameof(RdbStringForm.Raw))]
    [InlineData("03 61 62 63", "abc", nameof(RdbStringForm.Raw))]
    [InlineData("40 03 61 62 63", "abc", nameof(RdbStringForm.Raw))]
    [InlineData("81 00 00 00 00 00 00 00 03 61 62 63", "abc", nameof(RdbStringForm.Raw))]
    [InlineData("c0 7b", "123", nameof(RdbStringForm.Integer))]
    [InlineData("c0 80", "-128", nameof(RdbStringForm.Integer))]
    [InlineData("c1 00 80", "-32768", nameof(RdbStringForm.Integer))]
    [InlineData("c2 00 00 00 80", "-2147483648", nameof(RdbStringForm.Integer))]
    [InlineData("c2 ff ff ff 7f", "2147483647", nameof(RdbStringForm.Integer))]
    [InlineData("c3 05 0a 00 61 e0 00 00", "aaaaaaaaaa", nameof(RdbStringForm.Lzf))]
    public void Strings_of_every_form(string hex, string expected, string form)
    {
        byte[] bytes = [.. Bytes.OfHex(hex), 0xaa];
        var cursor = new RdbCursor(bytes);
        Assert.True(cursor.TryReadString(out RdbString value));
        Assert.Equal(form, value.Form.ToString());
        Assert.Equal(expected.Length, value.Length);
        Assert.Equal(expected, Encoding.ASCII.GetString(value.ToArray()));
        byte[] scratch = [];
        Assert.Equal(expected, Encoding.ASCII.GetString(value.Decode(ref scratch)));
        Assert.Equal(bytes.Length - 1, cursor.Position);

        cursor = new RdbCursor(bytes);
        Assert.True(cursor.TrySkipString());
        Assert.Equal(bytes.Length - 1, cursor.Position);
        for (int cut = 0; cut < bytes.Length - 1; cut++)
        {
            cursor = new RdbCursor(bytes.AsSpan(0, cut));
            Assert.False(cursor.TryReadString(out _));
            Assert.False(cursor.TrySkipString());
            Assert.Equal(0, cursor.Position);
        }
    }

    [Theory]
    [InlineData("c4 00")]
    [InlineData("ff")]
    [InlineData("83 00")]
    [InlineData("c3 03 81 7f ff ff ff ff ff ff ff 00 00 00")]   // 3 bytes that claim to be 9 exabytes
    public void What_is_no_string_is_refused_with_its_place(string hex)
    {
        byte[] bytes = [1, 0x61, .. Bytes.OfHex(hex)];
        RdbFormatException read = Assert.Throws<RdbFormatException>(() => Second(bytes, skip: false));
        RdbFormatException skip = Assert.Throws<RdbFormatException>(() => Second(bytes, skip: true));
        Assert.Equal(102, read.Offset);
        Assert.Equal(102, skip.Offset);
    }

    [Fact]
    public void Compressed_bytes_that_do_not_inflate_are_refused_where_they_are_asked_for()
    {
        RdbFormatException wrong = Assert.Throws<RdbFormatException>(() =>
        {
            var cursor = new RdbCursor(Bytes.OfHex("c3 05 0b 00 61 e0 00 00"), origin: 7);
            Assert.True(cursor.TryReadString(out RdbString value));
            value.ToArray();
        });
        Assert.Equal(7, wrong.Offset);
    }

    [Fact]
    public void String_longer_than_the_data_is_skipped_in_parts()
    {
        var cursor = new RdbCursor(Bytes.OfHex("80 00 00 10 00 61 62 63"));
        Assert.True(cursor.TrySkipPart(out ulong missing));
        Assert.Equal(4096UL - 3, missing);
        Assert.Equal(0, cursor.Remaining);

        cursor = new RdbCursor(Bytes.OfHex("80 00 00 10"));
        Assert.False(cursor.TrySkipPart(out _));
        Assert.Equal(0, cursor.Position);
    }

    [Fact]
    public void Fixed_sizes_are_read_whole_or_not_at_all()
    {
        var cursor = new RdbCursor(Bytes.OfHex("01 feffffffffffffff 000000000000f03f aabb cc"));
        Assert.True(cursor.TryReadByte(out byte one));
        Assert.True(cursor.TryReadInt64(out long two));
        Assert.True(cursor.TryReadDouble(out double three));
        Assert.True(cursor.TryReadBytes(2, out ReadOnlySpan<byte> four));
        Assert.Equal((1, -2L, 1.0, "aabb"), (one, two, three, Bytes.Hex(four)));
        Assert.False(cursor.TryReadInt64(out _));
        Assert.False(cursor.TryReadDouble(out _));
        Assert.False(cursor.TryReadBytes(2, out _));
        Assert.Equal(1, cursor.Remaining);
        Assert.True(cursor.TryReadByte(out _));
        Assert.False(cursor.TryReadByte(out _));
    }

    private static void Second(byte[] bytes, bool skip)
    {
        var cursor = new RdbCursor(bytes, origin: 100);
        cursor.TrySkipString();
        _ = skip ? cursor.TrySkipString() : cursor.TryReadString(out _);
    }
}
