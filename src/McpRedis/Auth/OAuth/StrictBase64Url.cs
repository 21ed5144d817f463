using System.Buffers.Text;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// base64url without padding (RFC 7515 §2), one text for one value: spare bits of the last character must be zero, or a
/// changed token would still be a valid one.
/// </summary>
internal static class StrictBase64Url
{
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return null;   // the decoder would skip white space and take padding
            }
        }
        if (!Base64Url.IsValid(text, out int length))
        {
            return null;
        }
        byte[] bytes = new byte[length];
        Base64Url.DecodeFromChars(text, bytes);
        return text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }
}
