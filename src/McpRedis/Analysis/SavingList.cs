using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis;

/// <summary>What was counted of savings as ranges for all keys.</summary>
internal static class SavingList
{
    // Below this nobody changes a setting.
    private const double WorthBytes = 64 << 10;

    // As fields of hashes, small strings have neither a head of an object nor a place in the table of keys: measured 45 to 65 bytes on Redis 7.0.
    private const double LeastPerString = 30;
    private const double MostPerString = 60;
    private const long ManyStrings = 10_000;

    public static IReadOnlyList<Saving> Of(AnalysisTally tally, Coverage coverage) =>
        [.. Encodings(tally, coverage).Concat(SmallStrings(tally.Prefixes, coverage)).Where(saving => saving.HighBytes >= WorthBytes).OrderByDescending(saving => saving.LowBytes + saving.HighBytes)];

    private static IEnumerable<Saving> Encodings(AnalysisTally tally, Coverage coverage)
    {
        foreach (var kind in Enum.GetValues<SavingKind>())
        {
            var (keys, low, high, longest) = (Bounds.Exactly(0), 0.0, 0.0, 0L);
            foreach (var part in (EncodingTally[])[tally.Small, tally.Large])
            {
                var found = part.Savings[kind];
                if (found.Keys > 0)
                {
                    var there = coverage.KeysOf(found.Keys, part.Told, part.Keys);
                    keys += there;
                    low += found.LowBytes / found.Keys * there.Low;
                    high += found.HighBytes / found.Keys * there.High;
                    longest = Math.Max(longest, found.Longest);
                }
            }
            bool isAbove = kind is SavingKind.HashAboveLimit or SavingKind.SetAboveLimit or SavingKind.SortedSetAboveLimit;
            yield return new(kind, keys, low, high) { Limit = isAbove ? longest : null };
        }
    }

    private static IEnumerable<Saving> SmallStrings(PrefixTree tree, Coverage coverage)
    {
        // The deepest prefix that has most of them.
        var covered = new HashSet<int>();
        for (int node = tree.Count - 1; node > PrefixTree.Root; node--)
        {
            long strings = tree[node].SmallStrings;
            if (strings < ManyStrings || covered.Contains(node))
            {
                if (covered.Contains(node))
                {
                    covered.Add(tree[node].Parent);
                }
                continue;
            }
            covered.Add(tree[node].Parent);
            var keys = coverage.KeysOf(strings);
            yield return new(SavingKind.SmallStrings, keys, keys.Low * LeastPerString, keys.High * MostPerString) { Prefix = tree.NameOf(node) };
        }
    }
}
