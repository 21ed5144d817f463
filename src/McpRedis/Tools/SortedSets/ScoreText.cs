using System.Globalization;

namespace McpRedis.Tools.SortedSets;

/// <summary>Scores as Redis reads them.</summary>
internal static class ScoreText
{
    /// <summary>The shortest text that is this very number; <c>inf</c> and <c>-inf</c>.</summary>
    public static string Of(double score) =>
        double.IsPositiveInfinity(score) ? "inf" : double.IsNegativeInfinity(score) ? "-inf" : score.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>True for a number or an infinity, <c>(</c> before it where the bound itself is left out. Never for nan, which has no place in an order.</summary>
    public static bool IsBound(string text)
    {
        var number = text.AsSpan(text.StartsWith('(') ? 1 : 0);
        return number is "inf" or "+inf" or "-inf"
            || (double.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value));
    }
}
