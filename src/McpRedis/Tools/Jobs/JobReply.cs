using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Reply;

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
/// <param name="Counts">What it came to, by name; null while it runs.</param>
/// <param name="Losses">What got lost on the way, by kind; null while it runs.</param>
/// <param name="Examples">Some of what was left behind, from redis_job_get; else null.</param>
/// <param name="Notes">What else to know of how it ended; null while it runs.</param>
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
    IReadOnlyDictionary<string, long>? Losses,
    IReadOnlyList<LeftBehind>? Examples,
    IReadOnlyList<string>? Notes,
    JobFailure? Failure)
{
    private const int MostExamples = 20;

    /// <param name="budget">For the examples; null leaves them out.</param>
    public static JobReply Of(Job job, OutputBudget? budget = null)
    {
        var progress = job.Progress;
        var report = job.Result as JobReport ?? progress.Report;
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
            report?.Counts,
            report?.Losses,
            budget is null ? null : report?.Examples.Take(MostExamples).Select(example => new LeftBehind(budget.Echo(example.Key), example.Database, example.Outcome, example.Reason)).ToList(),
            report?.Notes,
            job.Failure is { } failure ? JobFailure.Of(failure) : null);
    }

    /// <exception cref="Fault">key_not_found.</exception>
    public static Job Find(JobRegistry jobs, string id, string principal) => jobs.Find(id, principal)
        ?? throw new Fault(ErrorCode.KeyNotFound, "There is no such job, or it ended more than an hour ago.", "redis_job_list shows those there are.");
}

/// <param name="Key">Its name.</param>
/// <param name="Database">Its database.</param>
/// <param name="Outcome">skipped, tooLarge, refused or failed.</param>
/// <param name="Reason">Why.</param>
internal sealed record LeftBehind(RedisText Key, int Database, string Outcome, string Reason);

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
