using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>
/// Where to read a sorted set on. Members that were added or removed since the page before have moved the others: so
/// the member shown last is looked for, near where it was and then among its score. If it is gone itself the reading
/// goes on with the first member of that score: some come twice, none is left out.
/// </summary>
internal static class SortedSetPlace
{
    private const int Window = 1000;

    /// <param name="place">Place.</param>
    /// <param name="reverse">Scores fall.</param>
    /// <param name="read">So many members from an offset.</param>
    /// <returns>Offset of the first member to show.</returns>
    public static async Task<long> FindAsync(ReadPlace place, bool reverse, Func<long, int, Task<List<(RespValue Member, RespValue Score)>>> read)
    {
        long offset = place.At?.Index ?? 0;
        if (place.At?.Last is not { } last || offset == 0)
        {
            return offset;
        }
        if (offset <= place.Length && Places(await read(offset - 1, 1), offset - 1, last).Any())
        {
            return offset;
        }
        int window = Math.Min(Window, place.Step * 10);   // large members are not read by the thousand
        long from = Math.Max(0, Math.Min(offset, place.Length) - window);
        int most = (int)Math.Min(2 * window, place.Length - from);
        long found = most == 0 ? -1 : Places(await read(from, most), from, last).FirstOrDefault(-1);
        return found >= 0 ? found + 1 : await FirstOfAsync(last.Score, place.Length, reverse, read);
    }

    private static IEnumerable<long> Places(List<(RespValue Member, RespValue Score)> pairs, long from, LastMember last) =>
        pairs.Select((pair, i) => (pair, At: from + i))
            .Where(p => !p.pair.Score.IsNull && p.pair.Score.Double == last.Score && ScanStep.HashOf(p.pair.Member.Bytes.Span) == last.Hash)
            .Select(p => p.At);

    // By halves: in a set of a million twenty short reads.
    private static async Task<long> FirstOfAsync(double score, long length, bool reverse, Func<long, int, Task<List<(RespValue Member, RespValue Score)>>> read)
    {
        long low = 0, high = length;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (await read(middle, 1) is [var (_, there), ..] && !there.IsNull && (reverse ? there.Double > score : there.Double < score))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
