using McpRedis.Migration.Compare;

namespace McpRedis.Migration.Events;

/// <summary>
/// Keys of the source that were changed since the target got them. A key that is changed often is in it once: what counts is how it is when its turn comes.
/// </summary>
/// <param name="mostKeys">Beyond this nothing is noted but that something was missed.</param>
internal sealed class DirtyKeys(int mostKeys)
{
    private readonly Lock _lock = new();
    private readonly HashSet<KeyName> _keys = [];
    private int _underWay;
    private long _missed;
    private long _mended;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Keys that wait, and those that are being carried over.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count + _underWay;
            }
        }
    }

    /// <summary>Nothing waits, nothing is under way, and what was missed has been found.</summary>
    public bool IsLevel
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count + _underWay == 0 && _missed == _mended;
            }
        }
    }

    public void Add(KeyName key)
    {
        lock (_lock)
        {
            if (_keys.Count < mostKeys)
            {
                _keys.Add(key);
            }
            else if (!_keys.Contains(key))
            {
                _missed++;
            }
            _more.TrySetResult();
        }
    }

    /// <summary>Changes were missed: only a comparison tells which keys they were about.</summary>
    public void Missed()
    {
        lock (_lock)
        {
            _missed++;
            _more.TrySetResult();
        }
    }

    /// <summary>Whether changes were missed; then <see cref="Mended"/> follows a comparison that began after this.</summary>
    public bool IsMissing(out long upTo)
    {
        lock (_lock)
        {
            upTo = _missed;
            return _missed != _mended;
        }
    }

    /// <summary>What was missed up to there is noted by now.</summary>
    public void Mended(long upTo)
    {
        lock (_lock)
        {
            _mended = upTo;
        }
    }

    /// <summary>Some keys to carry over now; <see cref="Done"/> follows.</summary>
    public IReadOnlyList<KeyName> Take(int most)
    {
        lock (_lock)
        {
            KeyName[] some = [.. _keys.Take(most)];
            _keys.ExceptWith(some);
            _underWay = some.Length;
            return some;
        }
    }

    /// <summary>What was taken is over.</summary>
    public void Done()
    {
        lock (_lock)
        {
            _underWay = 0;
        }
    }

    /// <summary>Returns when there is something to do.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_keys.Count > 0 || _missed != _mended)
            {
                return Task.CompletedTask;
            }
            if (_more.Task.IsCompleted)
            {
                _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            return _more.Task.WaitAsync(cancellationToken);
        }
    }
}
