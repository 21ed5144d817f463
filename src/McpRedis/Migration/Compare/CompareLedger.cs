using McpRedis.Jobs;

namespace McpRedis.Migration.Compare;

/// <summary>
/// What several readers find, brought together: what agrees is counted at once, what differs waits to be looked at again. Keys that only the target has are
/// told by their names there, all others by those on the source.
/// </summary>
internal sealed class CompareLedger
{
    private readonly Lock _lock = new();
    private readonly CompareTally _tally;
    private readonly PendingDifferences _differing;
    private readonly PendingDifferences _extra;
    private readonly IProgress<JobProgress>? _progress;
    private readonly RateMeter _rate;
    private long _looked;
    private long _bytes;

    public CompareLedger(CompareOptions options, IProgress<JobProgress>? progress, TimeProvider time)
    {
        _tally = new(options.Examples, options.HeldKeys);
        (_differing, _extra) = (new(_tally, options.HeldKeys), new(_tally, options.HeldKeys));
        (_progress, _rate) = (progress, new(time));
    }

    /// <summary>What is being done, for progress.</summary>
    public string Phase { get; set; } = "values";

    /// <summary>Keys to look at, as far as anybody knows.</summary>
    public long? Total { get; set; }

    /// <summary>Keys of the target that were looked for on the source.</summary>
    public long LookedBack { get; private set; }

    /// <summary>Keys that were left out by type, expiry or size, or went meanwhile.</summary>
    public long Passed { get; private set; }

    /// <summary>Keys to look at again.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
            {
                return _differing.Count + _extra.Count;
            }
        }
    }

    /// <summary>A key was compared.</summary>
    /// <param name="verdict">Null where both sides agree.</param>
    /// <param name="isAgain">It was looked at before, and waits.</param>
    public void Settle(PairBatch batch, int index, KeyVerdict? verdict, bool isAgain)
    {
        lock (_lock)
        {
            var extra = verdict is { Category: CompareCategory.ExtraOnTarget } ? verdict with { Name = new(batch.TargetDatabase, batch.Target[index].ToArray()) } : null;
            var differs = extra is null && !batch.IsReverse ? verdict : null;
            (_looked, LookedBack) = (_looked + (isAgain ? 0 : 1), LookedBack + (batch.IsReverse && !isAgain ? 1 : 0));
            if (isAgain)
            {
                (batch.IsReverse ? _extra : _differing).Look(batch.Name(index), batch.IsReverse ? extra : differs);
            }
            else if (differs is not null)
            {
                _differing.Add(differs);
            }
            else if (extra is null && !batch.IsReverse)
            {
                _tally.Agree();
            }
            if (extra is not null && !(isAgain && batch.IsReverse))
            {
                _extra.Add(extra);
            }
        }
    }

    /// <summary>A key was not compared: not selected, or on neither side.</summary>
    public void Pass(PairBatch batch, int index, bool isAgain)
    {
        lock (_lock)
        {
            (_looked, Passed) = (_looked + (isAgain ? 0 : 1), Passed + 1);
            if (isAgain)
            {
                (batch.IsReverse ? _extra : _differing).Look(batch.Name(index), null);
            }
        }
    }

    /// <summary>Keys that only the target has, beyond those that were looked at.</summary>
    public void CountExtra(long keys)
    {
        lock (_lock)
        {
            _tally.Differ(CompareCategory.ExtraOnTarget, keys);
        }
    }

    public void AddBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>What waits: names on the source, and names on the target of those that only it has.</summary>
    public (IReadOnlyList<KeyName> Differing, IReadOnlyList<KeyName> Extra) Round()
    {
        lock (_lock)
        {
            return (_differing.Round(), _extra.Round());
        }
    }

    /// <summary>Tells how far it is.</summary>
    public void Tell()
    {
        lock (_lock)
        {
            _progress?.Report(new(Phase, _looked, Total) { Bytes = Volatile.Read(ref _bytes), PerSecond = _rate.Of(_looked) });
        }
    }

    /// <summary>After the last look: what waits differs.</summary>
    public CompareReport Close()
    {
        lock (_lock)
        {
            _differing.Settle();
            _extra.Settle();
            return _tally.Report(_tally.Checked);
        }
    }
}
