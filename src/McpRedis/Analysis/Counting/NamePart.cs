using McpRedis.Keyspace;

namespace McpRedis.Analysis.Counting;

// 42                                     {n}
// 3f2504e0-4f89-11d3-9a0c-0305e82c3301   {uuid}
// 9b74c9897bac770ffc029ead               {hex}
// user1001                               user{n}
// {1001}                                 {{n}}: the braces of a hash tag stay

/// <summary>
/// A part of a key's name without what only tells one key from the next, so that keys of a kind fall together. Digits fold from two on within other text:
/// single ones are mostly versions and shards, and at most ten.
/// </summary>
internal static class NamePart
{
    /// <summary>Longer parts are cut.</summary>
    public const int MostBytes = 64;

    private const int LeastHex = 16;

    /// <returns>Bytes written, <see cref="MostBytes"/> at most.</returns>
    public static int Fold(ReadOnlySpan<byte> part, Span<byte> to)
    {
        if (KeyDelimiters.IsUuid(part))
        {
            return Copy("{uuid}"u8, to);
        }
        int digits = 0, hex = 0;
        foreach (byte b in part)
        {
            digits += char.IsAsciiDigit((char)b) ? 1 : 0;
            hex += char.IsAsciiHexDigit((char)b) ? 1 : 0;
        }
        if (digits == 0)
        {
            return Copy(part, to);
        }
        return digits == part.Length ? Copy("{n}"u8, to) : hex == part.Length && hex >= LeastHex ? Copy("{hex}"u8, to) : FoldRuns(part, to);
    }

    private static int FoldRuns(ReadOnlySpan<byte> part, Span<byte> to)
    {
        int written = 0;
        for (int i = 0; i < part.Length && written < MostBytes;)
        {
            int run = Digits(part[i..]);
            bool tagged = run == 1 && i > 0 && part[i - 1] == '{' && i + 1 < part.Length && part[i + 1] == '}';
            if (run > 1 || tagged)
            {
                written += Copy("{n}"u8, to[written..]);
                i += run;
            }
            else
            {
                to[written++] = part[i++];
            }
        }
        return written;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> to)
    {
        int length = Math.Min(Math.Min(text.Length, MostBytes), to.Length);
        text[..length].CopyTo(to);
        return length;
    }
}
