using McpRedis.Keyspace;
using McpRedis.Migration.Compare;

namespace McpRedis.Migration.Planning;

/// <summary>A plan of two ends narrowed to what mends a difference between them.</summary>
internal static class RepairSteps
{
    // What is asked of the whole of a copy says nothing of a few keys that stand there already.
    private static readonly string[] OfTheWhole = [TargetChecks.Room, TargetChecks.Collisions];

    /// <summary>How single keys go between the two; null where they do not.</summary>
    public static MigrationPath? WayOf(MigrationPlan plan) =>
        plan.Paths.Where(verdict => verdict is { Open: true, Path: MigrationPath.Scan or MigrationPath.Types }).Select(verdict => (MigrationPath?)verdict.Path).FirstOrDefault();

    /// <param name="plan">Of the same ends and names.</param>
    /// <param name="repair">What differs.</param>
    public static MigrationPlan Narrow(MigrationPlan plan, RepairPlan repair)
    {
        var way = WayOf(plan);
        long keys = repair.Copy.Count + repair.Delete.Count;
        var (source, target) = (plan.Ends.Source.Options.Name, plan.Ends.Target.Options.Name);
        string read = way == MigrationPath.Types ? "the commands of its type" : "DUMP and RESTORE, or the commands of its type where its payload is refused";
        return plan with
        {
            Repair = repair,
            Path = way,
            Options = plan.Options with { Path = way },
            Checks = [.. plan.Checks.Where(check => !OfTheWhole.Contains(check.Name))],
            Estimate = plan.Estimate is { } estimate ? estimate with { Keys = keys, Bytes = null, MemoryBytes = null, MinSeconds = null, MaxSeconds = null } : null,
            Steps =
            [
                $"Copy {DatabaseSize.TextOf(repair.Copy.Count)} of '{source}' again by {read}, replacing what '{target}' holds under these names.",
                .. repair.Delete.Count > 0 ? [$"Delete {DatabaseSize.TextOf(repair.Delete.Count)} that only '{target}' has, each after a look whether '{source}' has it by now."] : (string[])[],
                .. repair.LeftAlone > 0 ? [$"{DatabaseSize.TextOf(repair.LeftAlone)} that differ stay as they are."] : (string[])[],
                "Compare again.",
            ],
            SourceCommands = ["INFO", "TIME", "MEMORY USAGE key", "PEXPIRETIME or PTTL key", "DUMP key", "EXISTS key", "or those of its type"],
            TargetCommands = ["INFO", "RESTORE key unix-time-ms payload ABSTTL REPLACE", "or those of its type", .. repair.Delete.Count > 0 ? ["UNLINK key"] : (string[])[]],
            Rollback = $"'{source}' is only read. What '{target}' held under these names cannot be brought back: save it first if it matters.",
        };
    }
}
