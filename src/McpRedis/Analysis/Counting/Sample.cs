namespace McpRedis.Analysis.Counting;

/// <summary>
/// From a part to the whole. SCAN walks a table ordered by hashes of names, so the part of it that was walked is like one drawn by chance. Counts: Wilson's
/// interval at 95 %. Sums: the mean of what was measured, plus and minus 1.96 standard errors. Both narrow to nothing as the part becomes the whole (a sample of
/// n out of N says as much as one of n / (1 - n/N) out of infinitely many).
/// </summary>
internal static class Sample
{
    private const double Z = 1.96;

    /// <summary>How many of <paramref name="all"/> are of a kind of which there were <paramref name="found"/> among <paramref name="seen"/>.</summary>
    public static Bounds Count(long found, long seen, long all)
    {
        if (seen >= all)
        {
            return Bounds.Exactly(found);
        }
        if (seen == 0)
        {
            return new(0, 0, all);
        }
        double worth = seen / (1 - ((double)seen / all));
        double p = (double)found / seen;
        double middle = (p + (Z * Z / (2 * worth))) / (1 + (Z * Z / worth));
        double half = Z / (1 + (Z * Z / worth)) * Math.Sqrt((p * (1 - p) / worth) + (Z * Z / (4 * worth * worth)));
        // What was seen is there, and what was seen to be another is not.
        return new(Math.Max((middle - half) * all, found), p * all, Math.Min((middle + half) * all, all - (seen - found)));
    }

    /// <summary>What <paramref name="keys"/> keys come to together.</summary>
    /// <param name="measured">The measured ones of them.</param>
    /// <param name="keys">How many there are, within bounds.</param>
    public static Bounds Sum(in Measure measured, Bounds keys)
    {
        if (measured.Count == 0)
        {
            return Bounds.Exactly(0);
        }
        if (keys.IsExact && measured.Count >= keys.Value)
        {
            return Bounds.Exactly(measured.Sum);
        }
        double mean = measured.Sum / measured.Count;
        double share = Math.Min(measured.Count / Math.Max(keys.Value, 1), 1);
        double error = measured.Count < 2 ? mean : Z * Math.Sqrt(measured.Variance / measured.Count * (1 - share));
        return new(Math.Max(measured.Sum, (mean - error) * keys.Low), mean * keys.Value, (mean + error) * keys.High);
    }
}
