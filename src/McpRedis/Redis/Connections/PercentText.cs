using System.Globalization;
using System.Text;

namespace McpRedis.Redis.Connections;

/// <summary>Percent-encoding of URLs, strictly: a broken escape is a mistake, not a literal, and '+' is a plus.</summary>
internal static class PercentText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text with its <c>%XX</c> replaced; null when an escape is broken or the bytes are not UTF-8.</summary>
    public static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }
        var bytes = new List<byte>(text.Length);
        try
        {
            for (int i = 0; i < text.Length;)
            {
                if (text[i] == '%')
                {
                    if (!byte.TryParse(text.AsSpan(i + 1, Math.Min(2, text.Length - i - 1)), NumberStyles.AllowHexSpecifier, null, out byte value)
                        || i + 2 >= text.Length)
                    {
                        return null;
                    }
                    bytes.Add(value);
                    i += 3;
                    continue;
                }
                int end = text.IndexOf('%', i) is var next and >= 0 ? next : text.Length;
                bytes.AddRange(StrictUtf8.GetBytes(text[i..end]));
                i = end;
            }
            return StrictUtf8.GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
