using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Reply;

namespace McpRedis.Tests.Reply;

public sealed class ReplyJsonTests
{
    [Fact]
    public void Whatever_is_not_seen_is_escaped()
    {
        var seen = new List<string>();
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out var rune) && IsHidden(rune) && !ReplyJson.Encoder.WillEncode(value))
            {
                seen.Add($"U+{value:X4}");
            }
        }
        Assert.Empty(seen);
    }

    [Theory]
    [InlineData('<')]
    [InlineData('>')]
    [InlineData('&')]
    [InlineData('\'')]
    [InlineData('"')]
    [InlineData('\\')]
    [InlineData('`')]
    public void What_could_pass_for_markup_is_escaped(int value) => Assert.True(ReplyJson.Encoder.WillEncode(value));

    [Theory]
    [InlineData('é')]
    [InlineData('Ω')]
    [InlineData('中')]
    [InlineData('ש')]
    [InlineData('한')]
    public void Letters_stay_readable(int value) => Assert.False(ReplyJson.Encoder.WillEncode(value));

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.PositiveInfinity, "\"inf\"")]
    [InlineData(double.NegativeInfinity, "\"-inf\"")]
    [InlineData(double.NaN, "\"nan\"")]
    public void Doubles_are_as_redis_spells_them(double value, string json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, ReplyJson.WriterOptions))
        {
            ReplyJson.WriteDouble(writer, value);
        }
        Assert.Equal(json, Encoding.UTF8.GetString(stream.ToArray()));
    }

    // Letters that draw nothing are fillers; the categories name the rest.
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);
}
