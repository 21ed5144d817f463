using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis;

/// <summary>How much was seen, and so what a number that was found says of all.</summary>
/// <param name="Seen">Keys that were looked at.</param>
/// <param name="Keys">Keys there are of those asked for, seen or not: counted where all were seen, else reckoned; null where nobody can tell.</param>
/// <param name="IsComplete">All of them were seen.</param>
internal sealed record Coverage(long Seen, long? Keys, bool IsComplete)
{
    /// <summary>0 to 1; null where nobody can tell.</summary>
    public double? Fraction => IsComplete ? 1 : Keys is > 0 and var all ? Math.Min((double)Seen / all, 1) : null;

    // Where the whole is not known, only what was seen can be spoken of.
    private long All => IsComplete ? Seen : Math.Max(Keys ?? Seen, Seen);

    /// <summary>Keys of a kind of which so many were found.</summary>
    public Bounds KeysOf(long found) => Sample.Count(found, Seen, All);

    /// <summary>Keys of a kind of which so many were found, where only some were asked.</summary>
    /// <param name="found">Keys.</param>
    /// <param name="asked">Keys that were asked.</param>
    /// <param name="seen">Keys they were chosen from.</param>
    public Bounds KeysOf(long found, long asked, long seen) => asked == 0 ? Bounds.Exactly(0) : Sample.Count(found, asked, IsComplete || Seen == 0 ? seen : (long)((double)seen / Seen * All));

    /// <summary>What they take together.</summary>
    public Bounds BytesOf(in Tally tally) => Sample.Sum(tally.Bytes, KeysOf(tally.Keys));

    /// <inheritdoc cref="BytesOf(in Tally)"/>
    public Bounds BytesOf(in Tally tally, long asked, long seen) => Sample.Sum(tally.Bytes, KeysOf(tally.Keys, asked, seen));
}
