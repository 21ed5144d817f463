using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

public sealed class LzfTests
{
    [Theory]
    [InlineData("04 61 62 63 64 65", "abcde")]
    [InlineData("00 61 e0 00 00", "aaaaaaaaaa")]                 // one a, then 9 from 1 back: the copy reads what it writes
    [InlineData("02 61 62 63 80 02", "abcabcabc")]               // 6 from 3 back: they meet without overlapping
    [InlineData("02 61 62 63 20 02 00 21", "abcabc!")]
    public void Inflates(string compressed, string original)
    {
        byte[] bytes = new byte[original.Length];
        Assert.True(Lzf.TryDecompress(Bytes.OfHex(compressed), bytes));
        Assert.Equal(original, System.Text.Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData("04 61 62", 5)]             // a literal that is cut
    [InlineData("00 61 e0 00", 10)]         // a match without its distance
    [InlineData("00 61 e0", 10)]            // a match without its length
    [InlineData("00 61 20 01", 4)]          // from before the beginning
    [InlineData("00 61 e0 00 00", 9)]       // one more than declared
    [InlineData("00 61 e0 00 00", 11)]      // one less
    [InlineData("04 61 62 63 64 65", 4)]
    public void Refuses_what_does_not_end_at_both_sizes(string compressed, int size) =>
        Assert.False(Lzf.TryDecompress(Bytes.OfHex(compressed), new byte[size]));

    [Fact]
    public void What_cannot_inflate_so_far_is_known_before_anything_is_allocated()
    {
        Assert.True(Lzf.IsPossible(5, 10));
        Assert.True(Lzf.IsPossible(10, 880));
        Assert.False(Lzf.IsPossible(10, 979 + 10));
        Assert.False(Lzf.IsPossible(3, ulong.MaxValue));
        Assert.False(Lzf.IsPossible(0, 1));
        Assert.False(Lzf.IsPossible(1, 0));
    }
}
