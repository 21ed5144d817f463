using System.Text;
using McpRedis.Keyspace;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>The part of a key's name that it shares with others: up to two words before a separator, without what looks like an id. <c>user:4711:cart</c> is <c>user:*</c>.</summary>
internal static class KeyPrefix
{
    private const int MostWords = 2;
    private const int LongestWord = 32;

    /// <summary>Bytes as Latin 1, so that all are kept apart. A key without separator is <c>*</c>: it may be a secret itself.</summary>
    public static string Of(ReadOnlySpan<byte> key)
    {
        byte separator = KeyDelimiters.Of(key, KeyDelimiters.Usual);
        int end = 0;
        for (int words = 0; separator != 0 && words < MostWords; words++)
        {
            int length = key[end..].IndexOf(separator);
            if (length < 0 || IsId(key.Slice(end, length)))
            {
                break;
            }
            end += length + 1;
        }
        return Encoding.Latin1.GetString(key[..end]) + "*";
    }

    /// <summary>Of the first key among a command's words; null where there is none to be found.</summary>
    /// <param name="entry">The command.</param>
    /// <param name="words">Its name and arguments.</param>
    /// <param name="isWhole">None was left out.</param>
    public static string? OfFirst(CommandEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> words, bool isWhole)
    {
        int at = entry.FirstKey;
        if (at <= 0 && entry.KeySpecs.Length > 0 && isWhole)
        {
            at = CommandTable.Pinned.Keys(words) is { Count: > 0 } keys ? keys[0] : 0;
        }
        return at > 0 && at < words.Count ? Of(words[at].Span) : null;
    }

    private static bool IsId(ReadOnlySpan<byte> word)
    {
        int digits = 0;
        foreach (byte b in word)
        {
            digits += b is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            if (b is <= (byte)' ' or >= 0x7F or (byte)'@')
            {
                return true;
            }
        }
        return word.Length > LongestWord || digits * 2 >= Math.Max(word.Length, 1);
    }
}
