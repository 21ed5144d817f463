namespace McpRedis.Analysis.Live;

/// <summary>The middle of the last measurements: one that was late for its own reason does not move it.</summary>
internal sealed class MedianWindow(int size)
{
    private readonly double[] _last = new double[size];
    private readonly double[] _sorted = new double[size];
    private long _count;

    public long Count => _count;

    /// <summary>0 while there is none.</summary>
    public double Median { get; private set; }

    public void Add(double value)
    {
        _last[_count++ % size] = value;
        int held = (int)Math.Min(_count, size);
        _last.AsSpan(0, held).CopyTo(_sorted);
        Array.Sort(_sorted, 0, held);
        Median = _sorted[held / 2];
    }
}
