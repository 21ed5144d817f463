namespace McpRedis.Diagnostics.Monitoring;

/// <summary>Where a sample ends, whatever happens first.</summary>
/// <param name="Duration">So long.</param>
/// <param name="Commands">So many counted on a node.</param>
internal sealed record MonitorBounds(TimeSpan Duration, int Commands)
{
    /// <summary>How often the server is looked at meanwhile.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the server is looked at beforehand.</summary>
    public TimeSpan LookBefore { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>An answer may take so much longer than before.</summary>
    public TimeSpan MostDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>So much more than before may wait in the server for its slowest reader, who may be us.</summary>
    public long MostBufferBytes { get; init; } = 4 << 20;
}

/// <summary>Why a sample ended.</summary>
internal enum MonitorEnd
{
    Time,
    Limit,
    /// <summary>The server answered late.</summary>
    Latency,
    /// <summary>The server's output buffers grew.</summary>
    Buffer,
    /// <summary>The connection was lost.</summary>
    Lost,
}
