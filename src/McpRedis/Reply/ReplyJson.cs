using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace McpRedis.Reply;

/// <summary>
/// How replies are written as JSON. Beyond what JSON asks for, everything a reader cannot see or that could pass
/// for markup is written as <c>\uXXXX</c>: lossless, and visible for what it is.
/// </summary>
internal static class ReplyJson
{
    /// <summary>Escapes &lt; &gt; &amp; ', controls, bidirectional, zero-width and tag characters, and all beyond the BMP.</summary>
    public static JavaScriptEncoder Encoder { get; } = MakeEncoder();

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true };

    /// <summary>Stored bytes as <see cref="RedisText"/> describes.</summary>
    public static void WriteText(Utf8JsonWriter writer, RedisText value)
    {
        writer.WriteStartObject();
        if (Utf8.IsValid(value.Bytes.Span))
        {
            writer.WriteString("text"u8, value.Bytes.Span);
        }
        else
        {
            writer.WriteBase64String("base64"u8, value.Bytes.Span);
        }
        if (value.Truncated)
        {
            writer.WriteNumber("sizeBytes"u8, value.SizeBytes);
            writer.WriteBoolean("truncated"u8, true);
        }
        writer.WriteEndObject();
    }

    /// <summary>A number, or <c>"inf"</c>, <c>"-inf"</c>, <c>"nan"</c> as Redis spells what JSON has no number for.</summary>
    public static void WriteDouble(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8);
        }
    }

    private static JavaScriptEncoder MakeEncoder()
    {
        var allowed = new TextEncoderSettings(UnicodeRanges.All);
        allowed.ForbidCharacters('\u00AD', '\u034F', '\u061C', '\u115F', '\u1160', '\u17B4', '\u17B5', '\u06DD', '\u070F', '\u0890', '\u0891', '\u08E2', '\u2800', '\u2028', '\u2029', '\u3164', '\uFEFF', '\uFFA0');
        foreach ((char first, char last) in (ReadOnlySpan<(char, char)>)
            [('\u0080', '\u009F'), ('\u0600', '\u0605'), ('\u180B', '\u180F'), ('\u200B', '\u200F'), ('\u202A', '\u202E'), ('\u2060', '\u206F'), ('\uFE00', '\uFE0F'), ('\uFFF0', '\uFFFB')])
        {
            for (char c = first; c <= last; c++)
            {
                allowed.ForbidCharacter(c);
            }
        }
        return JavaScriptEncoder.Create(allowed);
    }
}
