using McpRedis.Jobs;
using McpRedis.Migration.Compare;
using McpRedis.Reply;

namespace McpRedis.Tools.Migration;

/// <summary>A comparison as a reply: counts, names, and in what they differ; never a value.</summary>
internal static class CompareReply
{
    // JSON around a key's name, and around that of an element.
    private const int KeyBytes = 256;
    private const int MostElements = 3;

    public static MigrationCompareReply Running(Job job) =>
        new(job.State, job.Id, null, $"{job.Progress.Phase}: {job.Progress.Done}{(job.Progress.Total is { } total ? $" of {total}" : "")} keys", null, [], 0, [], null);

    public static MigrationCompareReply Of(ComparisonOutcome outcome, OutputBudget budget)
    {
        var report = outcome.Report;
        return new(
            JobState.Succeeded,
            null,
            report.IsClean,
            report.Statement.ToString(),
            report.Reverse is { } reverse ? $"looked for on the source: {reverse}" : null,
            [.. report.Findings.Select(finding => new CompareFindingReply(finding.Category, finding.Count, [.. Examples(finding.Examples, budget)]))],
            report.Passed,
            PlanComparison.Ignored(outcome.Plan),
            outcome.Repair is { Repair: { } repair } plan ? new(plan.Id, repair.Copy.Count, repair.Delete.Count, repair.LeftAlone, repair.IsWhole) : null);
    }

    private static IEnumerable<ComparedKeyReply> Examples(IReadOnlyList<KeyVerdict> verdicts, OutputBudget budget)
    {
        foreach (var verdict in verdicts)
        {
            var key = budget.ShortKey(verdict.Name.Key);
            if (!budget.TryTake(key.Bytes.Length + KeyBytes))
            {
                yield break;
            }
            yield return new(
                key,
                verdict.Name.Database,
                verdict.DiffersIn,
                verdict.Ttl == TtlDifference.None ? null : verdict.Ttl,
                verdict.MissingElements,
                verdict.ExtraElements,
                verdict.DifferingElements,
                [.. verdict.Examples.Where(element => element.Name.Length > 0 && budget.TryTakeText(element.Name.Length + 48)).Take(MostElements).Select(element => RedisText.Of(element.Name))],
                verdict.Reason);
        }
    }
}

/// <param name="State">succeeded, or running.</param>
/// <param name="JobId">For redis_job_get, where it goes on as a job; else null.</param>
/// <param name="Equal">Nothing differs of what was compared; null while it runs.</param>
/// <param name="Statement">How much was compared and what that says of the rest, or how far it is.</param>
/// <param name="Reverse">Of a sample: the same of the target's keys.</param>
/// <param name="Findings">What differs.</param>
/// <param name="NotCompared">Keys left out by the plan's filters, or gone meanwhile.</param>
/// <param name="Ignored">In what values may differ, because the plan announced it.</param>
/// <param name="Repair">A plan that mends it; null where nothing can be mended.</param>
internal sealed record MigrationCompareReply(
    JobState State,
    string? JobId,
    bool? Equal,
    string? Statement,
    string? Reverse,
    IReadOnlyList<CompareFindingReply> Findings,
    long NotCompared,
    IReadOnlyList<string> Ignored,
    RepairReply? Repair);

/// <param name="Category">What is wrong with a key.</param>
/// <param name="Count">Keys.</param>
/// <param name="Examples">Some of them.</param>
internal sealed record CompareFindingReply(CompareCategory Category, long Count, IReadOnlyList<ComparedKeyReply> Examples);

/// <param name="Key">By its name on the source; of an extra key, on the target.</param>
/// <param name="Database">There.</param>
/// <param name="Aspects">In what the values differ.</param>
/// <param name="Ttl">How the expiries differ; null where they agree.</param>
/// <param name="Missing">Elements the target lacks.</param>
/// <param name="Extra">Elements the target has alone.</param>
/// <param name="Differing">Elements it has otherwise.</param>
/// <param name="Elements">Some of their names.</param>
/// <param name="Reason">Why it could not be compared.</param>
internal sealed record ComparedKeyReply(
    RedisText Key, int Database, IReadOnlyList<string> Aspects, TtlDifference? Ttl, long Missing, long Extra, long Differing, IReadOnlyList<RedisText> Elements, string? Reason);

/// <param name="PlanId">For redis_migration_start.</param>
/// <param name="Copies">Keys it copies anew.</param>
/// <param name="Deletes">Keys it deletes.</param>
/// <param name="LeftAlone">Keys that differ and that it does not touch.</param>
/// <param name="IsWhole">False where more differ than it holds: compare again after it.</param>
internal sealed record RepairReply(string PlanId, int Copies, int Deletes, long LeftAlone, bool IsWhole);
