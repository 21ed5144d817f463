namespace McpRedis.Benchmarks;

/// <summary>All that was measured of one subject. Milliseconds, calls per second, MiB.</summary>
internal sealed class Readings
{
    /// <summary>Whole run of <c>--version</c>: the runtime and the command line, nothing else.</summary>
    public Sample Version { get; } = new();

    /// <summary>Start of the process to the answer of initialize.</summary>
    public Sample Initialize { get; } = new();

    /// <summary>Start of the process to the answer of tools/list.</summary>
    public Sample ListTools { get; } = new();

    /// <summary>Start of the process to the answer of the first GET.</summary>
    public Sample FirstCall { get; } = new();

    /// <summary>Median of the GET calls of a round, one at a time.</summary>
    public Sample Call { get; } = new();

    /// <summary>99th percentile of the same calls.</summary>
    public Sample SlowCall { get; } = new();

    /// <summary>Pipelined GET calls per second.</summary>
    public Sample Rate { get; } = new();

    /// <summary>VmHWM after all rounds.</summary>
    public double PeakMemory { get; set; }
}
