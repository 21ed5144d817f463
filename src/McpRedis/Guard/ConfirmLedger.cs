namespace McpRedis.Guard;

/// <summary>
/// Which confirmations were used, each until it expires: then its date refuses it. Of any number of racers with one
/// nonce exactly one gets it.
/// </summary>
internal sealed class ConfirmLedger
{
    /// <summary>So many confirmed calls within the life of a token are no work of people: more are refused, not remembered.</summary>
    public const int Capacity = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _used = [];
    private readonly PriorityQueue<Guid, long> _byExpiry = new();
    private long _latestMs = long.MinValue;

    /// <summary>The clock as far as it ever came: set back, it must not revive what was forgotten as expired.</summary>
    public long Advance(long nowMs)
    {
        lock (_lock)
        {
            return _latestMs = Math.Max(_latestMs, nowMs);
        }
    }

    public bool IsUsed(Guid nonce)
    {
        lock (_lock)
        {
            return _used.Contains(nonce);
        }
    }

    /// <summary>True for the first who asks, and never again.</summary>
    public bool TryClaim(Guid nonce, long expiresAtMs)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out var old, out long expired) && expired < _latestMs)
            {
                _byExpiry.Dequeue();
                _used.Remove(old);
            }
            if (_used.Count >= Capacity || !_used.Add(nonce))
            {
                return false;
            }
            _byExpiry.Enqueue(nonce, expiresAtMs);
            return true;
        }
    }
}
