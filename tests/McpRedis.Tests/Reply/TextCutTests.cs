using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Reply;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Reply;

public sealed class TextCutTests
{
    // Text of all kinds with bytes of no kind in between, so that both forms and both costs of a character come up.
    private static Gen<byte[]> Values =>
        Gen.OneOf(
            Gen.Elements("a", "é", "€", "😀", "\"", "\\", "\n", "\0", "<", "&", "\u202e", "\u200b", "\ufeff", "\u2028", "\U000E0041", "\u0301", "ﷺ").Select(Encoding.UTF8.GetBytes),
            Gen.Frequency((1, Gen.Constant(new byte[] { 0xFF })), (30, Gen.Constant("x"u8.ToArray()))))
        .ListOf().Select(parts => parts.SelectMany(p => p).ToArray());

    [Fact]
    public void Size_is_what_is_written_and_never_less() =>
        Prop.ForAll(Values.ToArbitrary(), value =>
        {
            int written = Written(RedisText.Of(value)).Length - """{"text":""}""".Length;
            int size = TextCut.JsonSize(value);
            return size >= written - 2 && (!System.Text.Unicode.Utf8.IsValid(value) || size >= written);
        }).Check(2_000);

    [Fact]
    public void Every_character_is_measured_right()
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (int value = 0; value <= 0x10FFFF; value += value < 0x3000 ? 1 : 7)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                byte[] bytes = utf8[..rune.EncodeToUtf8(utf8)].ToArray();
                int written = Written(RedisText.Of(bytes)).Length - """{"text":""}""".Length;
                Assert.True(TextCut.JsonSize(bytes) >= written, $"U+{value:X4}: {TextCut.JsonSize(bytes)} < {written}");
            }
        }
    }

    [Fact]
    public void Cut_text_stays_text_and_loses_at_most_one_character() =>
        Prop.ForAll(Values.ToArbitrary(), Gen.Choose(0, 60).ToArbitrary(), (value, max) =>
        {
            var cut = TextCut.AtCharacter(value, max);
            bool prefix = value.AsSpan().StartsWith(cut.Span) && cut.Length <= max;
            bool whole = value.Length <= max ? cut.Length == value.Length : max - cut.Length < 4;
            return prefix && whole && (!System.Text.Unicode.Utf8.IsValid(value) || System.Text.Unicode.Utf8.IsValid(cut.Span));
        }).Check(2_000);

    [Theory]
    [InlineData("é", 1, 0)]
    [InlineData("aé", 2, 1)]
    [InlineData("€€", 5, 3)]
    [InlineData("€€", 4, 3)]
    [InlineData("😀😀", 7, 4)]
    [InlineData("😀😀", 5, 4)]
    [InlineData("😀😀", 4, 4)]
    [InlineData("😀", 3, 0)]
    [InlineData("abc", 3, 3)]
    [InlineData("abc", 0, 0)]
    [InlineData("", 0, 0)]
    public void Cut_is_before_the_character_that_does_not_fit(string text, int max, int length) =>
        Assert.Equal(length, TextCut.AtCharacter(Encoding.UTF8.GetBytes(text), max).Length);

    [Fact]
    public void Bytes_that_are_no_text_are_cut_at_the_byte()
    {
        byte[] continuations = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80];
        Assert.Equal(5, TextCut.AtCharacter(continuations, 5).Length);
    }

    internal static byte[] Written(RedisText value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, ReplyJson.WriterOptions))
        {
            ReplyJson.WriteText(writer, value);
        }
        return stream.ToArray();
    }
}
