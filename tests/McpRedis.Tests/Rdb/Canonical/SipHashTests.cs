using System.Buffers.Binary;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Tests.Rdb.Canonical;

public sealed class SipHashTests
{
    private static readonly UInt128 Key = BinaryPrimitives.ReadUInt128LittleEndian([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);

    // The first of the reference implementation: key 00..0f, message 00, 01, … of so many bytes.
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    public void Known_answers(int length, string expected)
    {
        var hash = new SipHash(Key);
        hash.Append([.. Enumerable.Range(0, length).Select(i => (byte)i)]);
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash.Finish());
        Assert.Equal(expected, Bytes.Hex(bytes));
    }

    [Fact]
    public void Pieces_are_as_good_as_the_whole()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];
        var whole = new SipHash(Key);
        whole.Append(bytes);
        UInt128 expected = whole.Finish();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var hash = new SipHash(Key);
            hash.Append(bytes.AsSpan(0, cut));
            hash.Append(bytes.AsSpan(cut));
            Assert.Equal(expected, hash.Finish());
        }
    }
}
