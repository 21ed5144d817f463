using System.Globalization;
using System.Text;

namespace McpRedis.Guard.Commands;

/// <summary>Reading an argument vector for words and numbers. A word is looked for at every place from an index on: where it might be a value, too much is seen rather than too little.</summary>
internal static class ArgumentWords
{
    /// <summary>Index of the word, in any case; -1 when it is not there.</summary>
    public static int Find(this IReadOnlyList<byte[]> arguments, string word, int from)
    {
        for (int at = from; at < arguments.Count; at++)
        {
            if (arguments.Is(at, word))
            {
                return at;
            }
        }
        return -1;
    }

    public static bool Has(this IReadOnlyList<byte[]> arguments, string word, int from) => arguments.Find(word, from) >= 0;

    public static bool Is(this IReadOnlyList<byte[]> arguments, int at, string word) => at < arguments.Count && Ascii.EqualsIgnoreCase(arguments[at], word);

    /// <summary>The whole number at an index; null when there is none.</summary>
    public static long? Number(this IReadOnlyList<byte[]> arguments, int at) =>
        at >= 0 && at < arguments.Count && long.TryParse(arguments[at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>The number after every place the word stands at: the largest, as a word can be there twice; null when it is nowhere, <see cref="long.MaxValue"/> when no number follows.</summary>
    public static long? NumberAfter(this IReadOnlyList<byte[]> arguments, string word, int from)
    {
        long? largest = null;
        for (int at = arguments.Find(word, from); at >= 0; at = arguments.Find(word, at + 1))
        {
            largest = Math.Max(largest ?? long.MinValue, arguments.Number(at + 1) ?? long.MaxValue);
        }
        return largest;
    }
}
