namespace McpRedis.Migration.Copying;

/// <summary>What became of keys, by outcome. Several may add at once.</summary>
internal sealed class CopyCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<CopyOutcome>().Length];
    private long _payloadBytes;

    public long this[CopyOutcome outcome] => Volatile.Read(ref _counts[(int)outcome]);

    /// <summary>Serialized bytes handed to the target.</summary>
    public long PayloadBytes => Volatile.Read(ref _payloadBytes);

    public void Add(CopyOutcome outcome, long count = 1) => Interlocked.Add(ref _counts[(int)outcome], count);

    public void AddBytes(long bytes) => Interlocked.Add(ref _payloadBytes, bytes);
}

/// <summary>What became of a key.</summary>
internal enum CopyOutcome
{
    /// <summary>SCAN named it; the same key can be named twice.</summary>
    Seen,
    /// <summary>It is on the target.</summary>
    Copied,
    /// <summary>Named a second time, and there already.</summary>
    Repeated,
    /// <summary>Its name was taken on the target and stays with what was there.</summary>
    Skipped,
    /// <summary>Not selected.</summary>
    Filtered,
    /// <summary>Deleted or expired since SCAN named it.</summary>
    Vanished,
    /// <summary>Its time was over when its turn came.</summary>
    Expired,
    /// <summary>Its payload is above the limit.</summary>
    TooLarge,
    /// <summary>The target has no such type, or does not take the payload.</summary>
    Refused,
    /// <summary>Any other error.</summary>
    Failed,
    /// <summary>Only the target had it, and it was deleted there, as was agreed to.</summary>
    Deleted,
    /// <summary>It is on the target, but was written to each time it was read in pieces: what arrived may be a mixture of its states.</summary>
    Unstable,
    /// <summary>Sent once more: a slot that moved, a server that was busy, a connection that was lost. Not an end of its own.</summary>
    Resent,
}
