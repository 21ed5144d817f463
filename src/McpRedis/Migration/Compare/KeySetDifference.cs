namespace McpRedis.Migration.Compare;

/// <summary>Which keys one side has and the other has not: all of them counted, so many of them known by their hashes.</summary>
/// <param name="Source">Keys on the source.</param>
/// <param name="Target">Keys on the target.</param>
/// <param name="Missing">On the source alone.</param>
/// <param name="Extra">On the target alone.</param>
/// <param name="MissingHashes">Hashes of those that are missing, ascending; a second pass over the source finds their names.</param>
/// <param name="ExtraHashes">Hashes of those that are extra, ascending; a second pass over the target finds their names.</param>
internal sealed record KeySetDifference(long Source, long Target, long Missing, long Extra, IReadOnlyList<ulong> MissingHashes, IReadOnlyList<ulong> ExtraHashes)
{
    /// <summary>Walks both sides once.</summary>
    /// <param name="source">Ascending, without doubles.</param>
    /// <param name="target">Ascending, without doubles.</param>
    /// <param name="mostHashes">Of each kind that are kept: 8 bytes each.</param>
    public static KeySetDifference Find(IEnumerable<ulong> source, IEnumerable<ulong> target, int mostHashes)
    {
        List<ulong> missingHashes = [], extraHashes = [];
        (long sources, long targets, long missing, long extra) = (0, 0, 0, 0);
        using IEnumerator<ulong> left = source.GetEnumerator(), right = target.GetEnumerator();
        (bool hasLeft, bool hasRight) = (left.MoveNext(), right.MoveNext());
        while (hasLeft || hasRight)
        {
            int order = !hasRight ? -1 : !hasLeft ? 1 : left.Current.CompareTo(right.Current);
            if (order < 0)
            {
                missing++;
                Keep(missingHashes, left.Current, mostHashes);
            }
            else if (order > 0)
            {
                extra++;
                Keep(extraHashes, right.Current, mostHashes);
            }
            if (order <= 0)
            {
                sources++;
                hasLeft = left.MoveNext();
            }
            if (order >= 0)
            {
                targets++;
                hasRight = right.MoveNext();
            }
        }
        return new(sources, targets, missing, extra, missingHashes, extraHashes);
    }

    private static void Keep(List<ulong> kept, ulong hash, int most)
    {
        if (kept.Count < most)
        {
            kept.Add(hash);
        }
    }
}
