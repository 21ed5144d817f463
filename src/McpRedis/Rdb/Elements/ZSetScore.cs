using System.Globalization;

namespace McpRedis.Rdb.Elements;

/// <summary>Scores as text. Servers wrote 17 digits until 7.0 and the shortest form since, so only the number counts.</summary>
internal static class ZSetScore
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <param name="text"><c>3</c>, <c>0.10000000000000001</c>, <c>1e+300</c>, <c>inf</c>, <c>-inf</c></param>
    /// <param name="score">Never NaN: nothing can be ordered by it, so no server takes it.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double score)
    {
        if (text.SequenceEqual("inf"u8) || text.SequenceEqual("+inf"u8))
        {
            score = double.PositiveInfinity;
            return true;
        }
        if (text.SequenceEqual("-inf"u8))
        {
            score = double.NegativeInfinity;
            return true;
        }
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out score) && !double.IsNaN(score);
    }

    /// <summary>The shortest text that gives the same number again.</summary>
    /// <returns>How many bytes.</returns>
    public static int Format(double score, Span<byte> text)
    {
        _ = score.TryFormat(text, out int written, "R", CultureInfo.InvariantCulture);
        return written;
    }
}
