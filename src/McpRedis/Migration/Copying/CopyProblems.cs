using McpRedis.Faults;

namespace McpRedis.Migration.Copying;

/// <summary>A key that was not copied, and why.</summary>
/// <param name="Key">Its name on the source or, where the target refused it, on the target.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">The server's own words or ours.</param>
internal sealed record CopyProblem(int Database, byte[] Key, CopyOutcome Outcome, string Reason);

/// <summary>Keys that were not copied: the first of them by name, all of them by number.</summary>
internal sealed class CopyProblems
{
    public const int Kept = 100;

    // A reason can quote an argument; what is longer than a sentence is.
    private const int LongestReason = 200;

    private readonly Lock _lock = new();
    private readonly List<CopyProblem> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<CopyProblem> First
    {
        get
        {
            lock (_lock)
            {
                return [.. _first];
            }
        }
    }

    /// <summary>The end of a copy in which too much goes wrong.</summary>
    public static Fault TooMany(int most) => new(ErrorCode.ServerError, $"More than {most} keys failed; the first of them are told with the reason.", "Mend the cause, then resume.");

    public void Add(int database, ReadOnlySpan<byte> key, CopyOutcome outcome, string reason)
    {
        lock (_lock)
        {
            Count++;
            if (_first.Count < Kept)
            {
                _first.Add(new(database, key.ToArray(), outcome, reason.Length > LongestReason ? reason[..LongestReason] : reason));
            }
        }
    }
}
