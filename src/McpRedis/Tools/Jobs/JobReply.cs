using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Reply;

namespace McpRedis.Tools.Jobs;

/// <param name="Id">Handle.</param>
/// <param name="Kind">migration, comparison or analysis; what the last came to redis_analysis_run tells.</param>
/// <param name="State">running, succeeded, failed or cancelled.</param>
/// <param name="StartedAtMs">Unix time.</param>
/// <param name="EndedAtMs">Unix time; null while it runs.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Units done, such as keys.</param>
/// <param name="Total">Units in all; null while unknown.</param>
/// <param name="Bytes">Bytes moved.</param>
/// <param name="PerSecond">Units a second of late.</param>
/// <param name="EtaSeconds">Seconds to the end at that rate.</param>
/// <param name="Counts">What it came to, by name; null while it runs, unless it follows.</param>
/// <param name="Losses">What got lost on the way, by kind; null while it runs.</param>
/// <param name="Examples">Some of what was left behind or differs, from redis_job_get; else null.</param>
/// <param name="Notes">What else to know; null while it runs, unless it follows: then first how far it is behind.</param>
/// <param name="PlanId">Of a comparison: a plan that mends what differs, for redis_migration_start; null where there is nothing to mend.</param>
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
    IReadOnlyList<JobExampleReply>? Examples,
    IReadOnlyList<string>? Notes,
    string? PlanId,
    JobFailure? Failure)
{
    // JSON around a key's name, and around that of an element.
    private const int ExampleBytes = 160;
    private const int ElementBytes = 48;
    private const int MostExamples = 32;

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
            budget is null || report is null ? null : [.. ExamplesOf(report, budget)],
            report?.Notes,
            report?.PlanId,
            job.Failure is { } failure ? JobFailure.Of(failure) : null);
    }

    private static IEnumerable<JobExampleReply> ExamplesOf(JobReport report, OutputBudget budget)
    {
        foreach (var example in report.Examples.Take(MostExamples))
        {
            var key = budget.ShortKey(example.Key);
            if (!budget.TryTake(key.Bytes.Length + example.Reason.Length + ExampleBytes))
            {
                yield break;
            }
            yield return new(key, example.Database, example.Outcome, example.Reason, [.. example.Elements.Where(name => budget.TryTakeText(name.Length + ElementBytes)).Select(name => RedisText.Of(name))]);
        }
    }

    /// <exception cref="Fault">key_not_found.</exception>
    public static Job Find(JobRegistry jobs, string id, string principal) => jobs.Find(id, principal)
        ?? throw new Fault(ErrorCode.KeyNotFound, "There is no such job, or it ended more than an hour ago.", "redis_job_list shows those there are.");
}

/// <param name="Key">Its name.</param>
/// <param name="Database">Its database.</param>
/// <param name="Outcome">skipped, tooLarge, refused or failed; of a comparison the category it differs in.</param>
/// <param name="Reason">Why.</param>
/// <param name="Elements">Names of some of its elements that this is about.</param>
internal sealed record JobExampleReply(RedisText Key, int Database, string Outcome, string Reason, IReadOnlyList<RedisText> Elements);

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
