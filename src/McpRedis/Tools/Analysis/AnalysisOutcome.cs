using McpRedis.Analysis;
using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Redis.Connections;

namespace McpRedis.Tools.Analysis;

/// <summary>An analysis that ended, with its job: looked into by later calls, and gone on with if it did not see all.</summary>
/// <param name="Connection">Where it looked.</param>
/// <param name="Pass">What goes on.</param>
/// <param name="Report">What it found.</param>
internal sealed record AnalysisOutcome(string Connection, LiveAnalysis Pass, AnalysisReport Report)
{
    public const string Kind = "analysis";

    private int _takenOver;

    /// <summary>True once: the counts go on in another job, and are no longer this one's.</summary>
    public bool TryTakeOver() => Interlocked.Exchange(ref _takenOver, 1) == 0;

    /// <exception cref="Fault">key_not_found; what it failed with.</exception>
    public static AnalysisOutcome? Of(Job job, ConnectionRegistry connections)
    {
        if (job.State == JobState.Running)
        {
            return null;
        }
        var outcome = job.Failure is { } failure ? throw (failure as Fault ?? new Fault(ErrorCode.Internal, "The analysis failed in a way it should not.", "The log says more.", inner: failure))
            : job.Result as AnalysisOutcome ?? throw new Fault(ErrorCode.Cancelled, "The analysis was cancelled.", "Run it again.");
        // Whoever lost a connection since has lost what was seen there.
        return connections.Names.Contains(outcome.Connection) && Volatile.Read(ref outcome._takenOver) == 0 ? outcome : throw Missing();
    }

    public static Job Find(JobRegistry jobs, string id, string principal) => jobs.Find(id, principal) is { Kind: Kind } job ? job : throw Missing();

    private static Fault Missing() => new(ErrorCode.KeyNotFound, "There is no such analysis, or it ended more than an hour ago, or another went on with it.", "Run redis_analysis_run again.");
}
