using System.Globalization;
using System.Text;
using McpRedis.Rdb.Elements;

namespace McpRedis.Migration.ByType;

/// <summary>Scores of sorted sets, with the 17 digits that give the same number again on any server.</summary>
internal static class PieceScore
{
    /// <exception cref="TypeErrorException">It is no number.</exception>
    public static double Read(ReadOnlySpan<byte> text) => ZSetScore.TryParse(text, out double score) ? score : throw new TypeErrorException("ZSCAN", "A score is no number.");

    public static ReadOnlyMemory<byte> Write(double score) => Encoding.ASCII.GetBytes(
        double.IsPositiveInfinity(score) ? "inf" : double.IsNegativeInfinity(score) ? "-inf" : score.ToString("G17", CultureInfo.InvariantCulture));
}
