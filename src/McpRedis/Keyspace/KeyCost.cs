namespace McpRedis.Keyspace;

/// <summary>What a key costs a server that is walked in steps: the least that the last steps showed, since anything above it is somebody else's work, theirs or ours.</summary>
internal sealed class KeyCost
{
    private readonly double[] _msPerKey = new double[8];
    private int _steps;

    /// <summary>A step is over.</summary>
    /// <param name="ms">It took so long.</param>
    /// <param name="keys">And brought so many; not none.</param>
    /// <returns>Milliseconds for a key; more than none.</returns>
    public double Took(double ms, int keys)
    {
        _msPerKey[_steps++ % _msPerKey.Length] = Math.Max(ms / keys, 0.0001);
        return _msPerKey.AsSpan(0, Math.Min(_steps, _msPerKey.Length)).ToArray().Min();
    }
}
