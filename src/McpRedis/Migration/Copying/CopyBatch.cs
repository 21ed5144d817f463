namespace McpRedis.Migration.Copying;

/// <summary>
/// The keys of one step of SCAN on their way: written by the reader, settled as the target answers. Where a copy can
/// begin again is behind the last step all of whose keys are settled, and all of the steps before it.
/// </summary>
/// <param name="number">Counts steps.</param>
/// <param name="cursor">Where SCAN goes on after it.</param>
internal sealed class CopyBatch(long number, ulong cursor)
{
    private long _written;
    private long _settled;
    private volatile bool _closed;

    public long Number => number;

    public ulong Cursor => cursor;

    public bool IsDone => _closed && Volatile.Read(ref _settled) == _written;

    /// <summary>By the reader alone.</summary>
    public void Wrote() => _written++;

    public void Settled() => Interlocked.Increment(ref _settled);

    /// <summary>Nothing more is written of it.</summary>
    public void Close() => _closed = true;
}
