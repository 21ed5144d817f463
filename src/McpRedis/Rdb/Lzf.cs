namespace McpRedis.Rdb;

/// <summary>Inflates what the server compressed. Nothing here ever has to compress: a plain string is legal everywhere.</summary>
internal static class Lzf
{
    // A match of three bytes stands for 264, and nothing stands for more.
    private const int MostPerByte = 88;

    /// <summary>Whether so many bytes can be the compressed form of so many; asked before anything is allocated.</summary>
    public static bool IsPossible(ulong compressed, ulong original) => compressed > 0 && original > 0 && original / MostPerByte <= compressed;

    // 04 61 62 63 64 65 | e0 05 04: "abcde", then 14 bytes from 5 back.
    /// <summary>False unless both spans end together.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> original)
    {
        int read = 0;
        int written = 0;
        while (read < compressed.Length)
        {
            int control = compressed[read++];
            if (control < 32)
            {
                int literal = control + 1;
                if (literal > compressed.Length - read || literal > original.Length - written)
                {
                    return false;
                }
                compressed.Slice(read, literal).CopyTo(original[written..]);
                read += literal;
                written += literal;
                continue;
            }
            int length = control >> 5;
            if (length == 7)
            {
                if (read == compressed.Length)
                {
                    return false;
                }
                length += compressed[read++];
            }
            length += 2;
            if (read == compressed.Length)
            {
                return false;
            }
            int distance = ((control & 31) << 8 | compressed[read++]) + 1;
            if (distance > written || length > original.Length - written)
            {
                return false;
            }
            Repeat(original, written, distance, length);
            written += length;
        }
        return written == original.Length;
    }

    // What is copied may begin before what it makes: then the pattern repeats, and a block copy would be wrong.
    private static void Repeat(Span<byte> bytes, int position, int distance, int length)
    {
        if (distance >= length)
        {
            bytes.Slice(position - distance, length).CopyTo(bytes[position..]);
            return;
        }
        for (int i = 0; i < length; i++)
        {
            bytes[position + i] = bytes[position + i - distance];
        }
    }
}
