using McpRedis.Jobs;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.Compare;

/// <summary>Compares what a plan copies with what is there, and makes of what differs a plan that mends it.</summary>
internal static class PlanComparison
{
    /// <summary>In what values may differ after this plan.</summary>
    public static ValueAspect Announced(MigrationPlan plan) => AnnouncedLosses.Aspects(Kinds(plan));

    /// <summary>The same as words.</summary>
    public static IReadOnlyList<string> Ignored(MigrationPlan plan) => AspectWords.Of(Announced(plan));

    /// <summary>Keys at most on either side; null where one does not tell.</summary>
    public static long? Keys(MigrationPlan plan) => plan.Source.Keys is { IsKnown: true } here && plan.Target.Keys is { IsKnown: true } there ? Math.Max(here.Value, there.Value) : null;

    /// <param name="plan">Its ends, its selection and what it announced.</param>
    /// <param name="trace">Collects what is run.</param>
    /// <exception cref="Faults.Fault">A side cannot be asked.</exception>
    public static Task<CompareReport> RunAsync(
        MigrationPlan plan, CompareMode mode, long ttlToleranceMs, CommandTrace trace, TimeProvider time, IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var options = new CompareOptions { Selection = plan.Options.Selection, Mode = mode, TtlToleranceMs = ttlToleranceMs, Announced = Announced(plan) };
        var source = CompareEnd.Of(plan.Ends.Source, plan.Source, trace);
        var target = CompareEnd.Of(plan.Ends.Target, plan.Target, trace);
        return new MigrationComparison(source, target, options, time).RunAsync(progress, cancellationToken);
    }

    /// <summary>A plan of the same ends and names that copies what differs, whatever stands there.</summary>
    /// <returns>Null where there is nothing to mend.</returns>
    public static MigrationPlan? Repair(MigrationPlan plan, CompareReport report, bool deleteExtra, TimeProvider time)
    {
        var repair = RepairPlan.Of(report, deleteExtra);
        if (repair.Copy.Count + repair.Delete.Count == 0)
        {
            return null;
        }
        var selection = KeySelection.Of(plan.Options.Selection.Request with { Collision = CollisionPolicy.Replace });
        return RepairSteps.Narrow(plan with
        {
            Id = PlanRegistry.NewId(),
            MadeAt = time.GetUtcNow(),
            Options = plan.Options with { Selection = selection, Live = false, ReplaceTarget = false, KeepIdle = false },
        }, repair);
    }

    private static IEnumerable<TranscodeLoss> Kinds(MigrationPlan plan)
    {
        foreach (var loss in plan.Losses)
        {
            if (Enum.TryParse<TranscodeLoss>(loss.Kind, ignoreCase: true, out var kind))
            {
                yield return kind;
            }
        }
    }
}
