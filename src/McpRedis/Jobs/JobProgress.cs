namespace McpRedis.Jobs;

/// <summary>How far a job is.</summary>
/// <param name="Phase">What it is doing, in a word or two.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; null while unknown.</param>
internal sealed record JobProgress(string Phase, long Done, long? Total = null)
{
    public static JobProgress None { get; } = new("starting", 0);
}
