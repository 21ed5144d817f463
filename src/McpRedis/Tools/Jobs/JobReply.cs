using McpRedis.Faults;
using McpRedis.Jobs;

namespace McpRedis.Tools.Jobs;

/// <param name="Id">Handle.</param>
/// <param name="Kind">What it does: migration.</param>
/// <param name="State">running, succeeded, failed or cancelled.</param>
/// <param name="StartedAtMs">Unix time.</param>
/// <param name="EndedAtMs">Unix time; null while it runs.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Units done, such as keys.</param>
/// <param name="Total">Units in all; null while unknown.</param>
/// <param name="Bytes">Bytes moved.</param>
/// <param name="PerSecond">Units a second of late.</param>
/// <param name="EtaSeconds">Seconds to the end at that rate.</param>
/// <param name="Counts">What a job that succeeded came to, by name.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
internal sealed record JobReply(
    string Id,
    string Kind,
    JobState State,
    long StartedAtMs,
    long? EndedAtMs,
    string Phase,
    long Done,
    long? Total,
    long Bytes,
    double? PerSecond,
    double? EtaSeconds,
    IReadOnlyDictionary<string, long>? Counts,
    JobFailure? Failure)
{
    public static JobReply Of(Job job)
    {
        var progress = job.Progress;
        bool runs = job.State == JobState.Running;
        return new(
            job.Id,
            job.Kind,
            job.State,
            job.Started.ToUnixTimeMilliseconds(),
            job.Ended?.ToUnixTimeMilliseconds(),
            progress.Phase,
            progress.Done,
            progress.Total,
            progress.Bytes,
            runs && progress.PerSecond is { } rate ? Math.Round(rate, 1) : null,
            runs && progress.EtaSeconds is { } eta ? Math.Round(eta, 1) : null,
            job.Result as IReadOnlyDictionary<string, long>,
            job.Failure is { } failure ? JobFailure.Of(failure) : null);
    }

    /// <exception cref="Fault">key_not_found.</exception>
    public static Job Find(JobRegistry jobs, string id, string principal) => jobs.Find(id, principal)
        ?? throw new Fault(ErrorCode.KeyNotFound, "There is no such job, or it ended more than an hour ago.", "redis_job_list shows those there are.");
}

/// <param name="Code">As in an error reply.</param>
/// <param name="Message">What happened.</param>
/// <param name="Hint">What to do next.</param>
internal sealed record JobFailure(string Code, string Message, string Hint)
{
    // What is no fault of ours may say anything, addresses included: its text stays in the log.
    public static JobFailure Of(Exception failure) => failure is Fault fault
        ? new(fault.Code.Wire(), fault.Message, fault.Hint)
        : new(ErrorCode.Internal.Wire(), "The job failed in a way it should not.", "The log says more.");
}
