namespace McpRedis.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Phase">What it is doing, in a word or two.</param>
/// <param name="Done">Units done: keys of a migration.</param>
/// <param name="Total">Units in all; null while unknown.</param>
internal sealed record JobProgress(string Phase, long Done, long? Total = null)
{
    public static JobProgress None { get; } = new("starting", 0);

    /// <summary>Bytes moved; 0 where bytes are not the point.</summary>
    public long Bytes { get; init; }

    /// <summary>Units a second of late, by a <see cref="RateMeter"/>; null while too little was seen.</summary>
    public double? PerSecond { get; init; }

    /// <summary>What it has come to, of work that ends without a result; null while it goes on.</summary>
    public JobReport? Report { get; init; }

    /// <summary>Seconds to the end at that rate; null while nobody can tell.</summary>
    public double? EtaSeconds => Total is { } total && PerSecond is > 0 and var rate ? Math.Max(0, total - Done) / rate : null;
}
