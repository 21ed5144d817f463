namespace McpRedis.Faults;

/// <summary>The nearest right word for a wrong one, so that a refusal can say "did you mean".</summary>
internal static class Nearest
{
    /// <summary>The candidate at the smallest edit distance, if it is close enough to be a likely slip; else null.</summary>
    public static string? Of(string wrong, IEnumerable<string> candidates)
    {
        string? best = null;
        int bestDistance = Math.Max(2, wrong.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(wrong, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }
        return best;
    }

    /// <summary>" Did you mean 'x'?" with its leading space, or the empty string.</summary>
    public static string Hint(string wrong, IEnumerable<string> candidates) =>
        Of(wrong, candidates) is { } word ? $" Did you mean '{word}'?" : "";

    // Levenshtein by rows, case-insensitive. Words are cut at 64: longer ones are not slips.
    private static int Distance(string left, string right)
    {
        ReadOnlySpan<char> a = left.AsSpan(0, Math.Min(left.Length, 64)), b = right.AsSpan(0, Math.Min(right.Length, 64));
        Span<int> row = stackalloc int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                int next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost);
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.Length];
    }
}
