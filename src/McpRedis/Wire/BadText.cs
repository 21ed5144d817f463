using System.Buffers.Text;
using System.Text.Unicode;

namespace McpRedis.Wire;

/// <summary>
/// Text of a request that would not arrive as it was sent: bytes that are not UTF-8 turn into U+FFFD on the way, which makes another key of a
/// key, and half of a surrogate pair turns into nothing a caller could understand.
/// </summary>
internal static class BadText
{
    public const string Hint = "Text must be Unicode; bytes that are no text go as base64 with encoding base64.";

    /// <summary>What is wrong with a line of JSON; null when nothing is.</summary>
    public static string? In(ReadOnlySpan<byte> line) =>
        !Utf8.IsValid(line) ? "The request is not UTF-8." : HasHalfPair(line) ? "The request holds half of a surrogate pair (as \\ud800 without \\udc00)." : null;

    // A backslash stands in strings only, and takes the next character along.
    private static bool HasHalfPair(ReadOnlySpan<byte> line)
    {
        for (int at = line.IndexOf((byte)'\\'); at >= 0 && at + 1 < line.Length;)
        {
            int unit = Unit(line[at..]);
            if (unit is >= 0xDC00 and <= 0xDFFF || (unit is >= 0xD800 and <= 0xDBFF && Unit(line[(at + 6)..]) is not (>= 0xDC00 and <= 0xDFFF)))
            {
                return true;
            }
            at += unit is >= 0xD800 and <= 0xDBFF ? 12 : unit < 0 ? 2 : 6;
            int next = line[at..].IndexOf((byte)'\\');
            at = next < 0 ? next : at + next;
        }
        return false;
    }

    // \u12ab
    private static int Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u')
        {
            return -1;
        }
        return Utf8Parser.TryParse(text[2..6], out int unit, out int read, 'x') && read == 4 ? unit : -1;
    }
}
