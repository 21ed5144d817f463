using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Stdio;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "End")]
    [InlineData("a\n", "a|End")]
    [InlineData("a", "a|End")]
    [InlineData("a\r\nb\n", "a|b|End")]
    [InlineData("a\rb\n", "a\rb|End")]
    [InlineData("a\r\r\n", "a\r|End")]
    [InlineData("\n\n", "||End")]
    [InlineData("\r\n", "|End")]
    [InlineData("a\n\nb", "a||b|End")]
    [InlineData("0123456789\n", "0123456789|End")]
    [InlineData("0123456789\r\n", "0123456789|End")]
    [InlineData("0123456789a\nb\n", "TooLong|b|End")]
    [InlineData("0123456789a", "TooLong|End")]
    [InlineData("0123456789ab\r\n\nb", "TooLong||b|End")]
    public void Lines_are_split_whatever_the_pieces(string input, string expected)
    {
        for (int piece = 1; piece <= Math.Max(1, input.Length); piece++)
        {
            Assert.Equal(expected, string.Join('|', Read(new Pieces(Encoding.UTF8.GetBytes(input), piece), 10)));
        }
    }

    [Fact]
    public void Whatever_is_sent_comes_out_or_is_told_as_too_long() =>
        Prop.ForAll(
            Gen.Elements("a", "bb", "\n", "\r\n", "0123456789", "0123456789x", "\r").ListOf().ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (parts, piece) =>
            {
                string input = string.Concat(parts);
                var expected = input.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).Select(line => line.Length > 10 ? "TooLong" : line).ToList();
                if (expected[^1].Length == 0)
                {
                    expected.RemoveAt(expected.Count - 1);   // the end of the last line, not another one
                }
                return string.Join('|', Read(new Pieces(Encoding.UTF8.GetBytes(input), piece), 10)) == string.Join('|', expected.Append("End"));
            }).Check(1_000);

    [Fact]
    public void Long_line_within_the_limit_is_whole()
    {
        string line = new('x', 3_000_000);
        Assert.Equal([line, "y", "End"], Read(new Pieces(Encoding.UTF8.GetBytes(line + "\ny\n"), 100_000), 4_000_000));
    }

    [Fact]
    public void Endless_line_takes_no_more_memory_than_the_limit()
    {
        const int Limit = 1024 * 1024;
        var reader = new LineReader(new Endless(256L * 1024 * 1024), Limit);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(LineKind.TooLong, reader.Next(out var line));
        Assert.True(line.IsEmpty);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8L * Limit);
        Assert.Equal(LineKind.End, reader.Next(out _));
    }

    [Fact]
    public void Line_at_hand_is_known()
    {
        var reader = new LineReader(new Pieces("a\nb\nc"u8.ToArray(), 100), 10);
        Assert.False(reader.HasLine);
        reader.Next(out _);
        Assert.True(reader.HasLine);
        reader.Next(out _);
        Assert.False(reader.HasLine);
    }

    [Fact]
    public void End_stays_the_end()
    {
        var reader = new LineReader(new Pieces([], 1), 10);
        Assert.Equal(LineKind.End, reader.Next(out _));
        Assert.Equal(LineKind.End, reader.Next(out _));
    }

    private static List<string> Read(Stream input, int limit)
    {
        var reader = new LineReader(input, limit);
        var lines = new List<string>();
        LineKind kind;
        do
        {
            kind = reader.Next(out var line);
            lines.Add(kind == LineKind.Line ? Encoding.UTF8.GetString(line.Span) : kind.ToString());
        }
        while (kind != LineKind.End);
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as a pipe does.</summary>
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }

    /// <summary>One line without an end until so many bytes were read.</summary>
    private sealed class Endless(long left) : MemoryStream
    {
        private long _left = left;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)'x');
            _left -= read;
            return read;
        }
    }
}
