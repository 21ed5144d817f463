using System.Buffers.Text;

namespace McpRedis.Keyspace;

/// <summary>What parts the words of a key's name: nobody says, so it is the first of <see cref="Usual"/> that a name has.</summary>
internal static class KeyDelimiters
{
    /// <summary>The most telling first: a name with colons may well have dashes within its words.</summary>
    public static ReadOnlySpan<byte> Usual => ":/|.-_"u8;

    /// <summary>0 for a name that is one word; a UUID alone is one.</summary>
    public static byte Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> delimiters)
    {
        foreach (byte delimiter in delimiters)
        {
            if (name.Contains(delimiter))
            {
                return delimiter == '-' && IsUuid(name) ? (byte)0 : delimiter;
            }
        }
        return 0;
    }

    public static bool IsUuid(ReadOnlySpan<byte> text) => text.Length == 36 && Utf8Parser.TryParse(text, out Guid _, out int read) && read == 36;
}
