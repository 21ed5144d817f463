using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running.Engines;
using McpRedis.Migration.Serving;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Running;

/// <summary>
/// From a plan to its run. The plan is made anew from both ends and held against the one that was shown; one that was begun by a process that is gone is known from
/// its journal. Nothing is written anywhere before <see cref="Open"/>.
/// </summary>
internal sealed class MigrationStart
{
    private readonly string _principal;
    private readonly MigrationJournals _journals;
    private readonly TimeProvider _time;

    private MigrationStart(MigrationPlan plan, JournalRecord? begun, string principal, MigrationJournals journals, TimeProvider time) =>
        (Plan, Begun, _principal, _journals, _time) = (plan, begun, principal, journals, time);

    /// <summary>As it is now.</summary>
    public MigrationPlan Plan { get; }

    /// <summary>What is known of an earlier run; null for none.</summary>
    public JournalRecord? Begun { get; }

    /// <param name="planId">Of the plan.</param>
    /// <param name="shown">The plan as it was shown; null when it is known from the journal alone.</param>
    /// <param name="begun">Its journal; null when it was not begun.</param>
    /// <param name="ends">The two ends, as they are open to the caller.</param>
    /// <param name="principal">Who calls.</param>
    /// <param name="journals">All of them.</param>
    /// <param name="trace">Of the call.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="Fault">conflict: what the plan rests on has changed, or it cannot be carried out.</exception>
    public static async Task<MigrationStart> LookAsync(
        string planId, MigrationPlan? shown, JournalRecord? begun, MigrationEnds ends, string principal, MigrationJournals journals, CommandTrace trace, TimeProvider time, CancellationToken cancellationToken)
    {
        bool hasBegun = begun is not null;
        if (begun is { IsRepair: true })
        {
            begun = shown is not null ? null
                : throw new Fault(ErrorCode.Conflict, "It was a repair, and which keys it was to mend is gone with the process that compared.", "Call redis_migration_compare again, which makes another.");
        }
        if (begun is not null && (begun.Source.Place != ConnectionPlace.Of(ends.Source.Options) || begun.Target.Place != ConnectionPlace.Of(ends.Target.Options)))
        {
            throw new Fault(ErrorCode.Conflict, "A connection of this migration leads elsewhere than when it was begun.", "Call redis_migration_plan for a new plan.");
        }
        var options = begun?.ToOptions() ?? shown!.Options;
        var now = await new MigrationPlanner(ends, trace, time).PlanAsync(options, cancellationToken) with { Id = planId };
        if (shown?.Repair is { } repair)
        {
            now = RepairSteps.Narrow(now, repair);
        }
        var changes = PlanDrift.Of(shown ?? now, now, hasBegun);
        if (begun is not null && now.Path != begun.Path)
        {
            changes = [.. changes, $"it was begun by path {begun.Path.ToString().ToLowerInvariant()}, which is no longer the one"];
        }
        if (changes.Count > 0)
        {
            throw new Fault(ErrorCode.Conflict, $"What the plan rests on has changed: {string.Join("; ", changes)}. Nothing was done.", "Call redis_migration_plan for a new plan.");
        }
        RequireExecutable(now, hasBegun);
        return new(now, begun, principal, journals, time);
    }

    /// <summary>Puts back what a process that is gone had set on the target for a while; nothing where it set nothing.</summary>
    /// <param name="begun">What its journal knows.</param>
    /// <param name="target">The same as then.</param>
    /// <param name="access">Access in force for the call.</param>
    /// <param name="journals">All of them.</param>
    /// <param name="trace">Of the call.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ends it; what was not put back stays owed.</param>
    /// <exception cref="Fault">It could not be done, or the migration is being carried out.</exception>
    public static async Task<JournalRecord> PayAsync(
        JournalRecord begun, RedisConnection target, AccessLevel access, MigrationJournals journals, CommandTrace trace, TimeProvider time, CancellationToken cancellationToken)
    {
        if (begun.Debt is not { } debt)
        {
            return begun;
        }
        if (begun.Target.Place != ConnectionPlace.Of(target.Options))
        {
            throw new Fault(ErrorCode.Conflict, "The target's connection leads elsewhere than when the migration was begun.", "Call redis_migration_plan for a new plan.");
        }
        using var journal = journals.Open(begun);
        var commands = ObservedGateway.Around(target.Bind(null, ServeOptions.TargetCommands, access, trace), target.Options);
        await new LeftTarget(commands, time).PutBackAsync(debt.Settings, new(debt.Host, debt.Port), cancellationToken);
        await target.RoleChangedAsync();
        journal.Paid();
        return begun with { Debt = null };
    }

    /// <summary>Takes the journal and gives the run.</summary>
    /// <param name="access">Access in force for the call.</param>
    /// <param name="pace">How hard it works.</param>
    /// <param name="patience">How long it waits.</param>
    /// <param name="trace">Of the job.</param>
    /// <exception cref="Fault">conflict: it runs already, or the journal cannot be written.</exception>
    public (MigrationRun Run, MigrationJournal Journal) Open(AccessLevel access, CopyPace pace, RunPatience patience, CommandTrace trace)
    {
        var record = Begun ?? New();
        var journal = _journals.Open(record);
        var writes = CopyEngines.TargetCommands(record.Path, record.Live);
        return (new MigrationRun(
            Plan,
            Plan.Ends.Source.BindBulk(CopyEngines.SourceCommands(record.Path, record.Live), AccessLevel.Read, trace),
            Plan.Ends.Target.BindBulk(writes, access, trace),
            ObservedGateway.Around(Plan.Ends.Target.Bind(null, writes, access, trace), Plan.Ends.Target.Options),
            pace,
            patience,
            journal,
            record,
            _time), journal);
    }

    private static void RequireExecutable(MigrationPlan plan, bool hasBegun)
    {
        string[] stops = [.. PlanDrift.Stops(plan, hasBegun).Select(stop => $"{stop.Name}: {stop.Evidence}")];
        string? why = plan.Path is not { } path ? plan.Options.Path is { } wanted ? $"path {wanted.ToString().ToLowerInvariant()} is not open: {plan.Paths.First(verdict => verdict.Path == wanted).Reason}" : "no path is open"
            : MigrationPaths.Lacking(path, plan.Options) ?? (stops.Length > 0 ? string.Join(" ", stops) : null);
        if (why is not null)
        {
            throw new Fault(ErrorCode.Conflict, $"The plan cannot be carried out: {why}", "redis_migration_plan with its planId shows all of it.");
        }
    }

    private JournalRecord New() => new()
    {
        Version = JournalRecord.CurrentVersion,
        PlanId = Plan.Id,
        Principal = _principal,
        Source = new(Plan.Ends.Source.Options.Name, ConnectionPlace.Of(Plan.Ends.Source.Options), Plan.Source.RunIds),
        Target = new(Plan.Ends.Target.Options.Name, ConnectionPlace.Of(Plan.Ends.Target.Options), Plan.Target.RunIds),
        Selection = Plan.Options.Selection.Request,
        ReplaceTarget = Plan.Options.ReplaceTarget,
        Live = Plan.Options.Live,
        TargetWasEmpty = Plan.Target.Keys is { IsKnown: true, Value: 0 },
        KeepIdle = Plan.Options.KeepIdle,
        IsRepair = Plan.Repair is not null,
        Path = Plan.Path!.Value,
        BegunAt = _time.GetUtcNow(),
        Positions = [],
        Counts = new Dictionary<string, long>(),
    };
}
