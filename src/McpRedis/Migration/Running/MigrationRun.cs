using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running.Engines;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running;

/// <summary>
/// Carries out a plan as the work of a job: runs its engine, tells how far it is, keeps the journal, and says at the end what became of every key. A target whose processes
/// at the end are not those of the beginning may have lost what it acknowledged: then all is gone over again, whichever reader noticed.
/// </summary>
/// <param name="plan">One that can be carried out.</param>
/// <param name="source">Door that declared what the engine needs.</param>
/// <param name="target">Door that declared what the engine needs.</param>
/// <param name="commands">The target for single commands, with the same.</param>
/// <param name="pace">How hard it works.</param>
/// <param name="journal">Ends with the run.</param>
/// <param name="begun">What the journal knew when the run began.</param>
/// <param name="time">Clock.</param>
internal sealed class MigrationRun(MigrationPlan plan, IBulkGateway source, IBulkGateway target, IRedisGateway commands, CopyPace pace, MigrationJournal journal, JournalRecord begun, TimeProvider time)
{
    private const int MostPasses = 5; // a target that is restarted so often will not hold what it is given

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private readonly List<string> _notes = [];
    private readonly RateMeter _rate = new(time);
    private CopyOptions _options = new()
    {
        Selection = plan.Options.Selection,
        HasExpireTime = plan.Source.Rights["PEXPIRETIME"].IsOpen,
        Use = IdleTimes.Copied(plan.Options, plan.Source, plan.Target),
        TemporaryOwner = plan.Id,   // whoever goes on finds what was left half done
        Pace = pace,
        Reached = journal.Reached,
    };
    private RunTally _tally = new(begun.Counts);
    private ICopyEngine? _engine;
    private long _saved;

    /// <exception cref="Fault">It cannot go on. What was copied stays, and the journal knows how far it came.</exception>
    public async Task<object?> RunAsync(IProgress<JobProgress> progress, CancellationToken cancellationToken)
    {
        var processes = new TargetProcesses(target, _options.Patience, time);
        try
        {
            var before = await processes.RunIdsAsync(cancellationToken);
            Begin(before);
            for (int pass = 1; ; pass++)
            {
                _engine = CopyEngines.Of(Input());
                journal.Save(_tally.Of(_engine.Counters));
                await WatchAsync(_engine, progress, cancellationToken);
                var after = await processes.RunIdsAsync(cancellationToken);
                if (after.SequenceEqual(before, StringComparer.Ordinal))
                {
                    break;
                }
                before = after;
                BeginAgain(pass, before);
            }
            _notes.AddRange(_engine.Notes);
            _notes.AddRange(await processes.PersistenceAsync(cancellationToken));
            journal.End();
            Tell(_engine, progress, ended: "done");
            return _tally.Report(_engine, time.GetElapsedTime(_started), _notes);
        }
        catch (Exception) when (_engine is not null)
        {
            Tell(_engine, progress, ended: "stopped");
            Leave(_engine);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            journal.Dispose();
        }
    }

    private EngineInput Input() => new(plan, source, target, commands, _options, journal, time);

    // Where an earlier process came to counts only for the processes of the target that took it.
    private void Begin(IReadOnlyList<string> targetRunIds)
    {
        bool isFirst = begun.Positions.Count == 0 && begun.Counts.Count == 0;
        bool isSame = targetRunIds.Count > 0 && targetRunIds.SequenceEqual(begun.Target.RunIds, StringComparer.Ordinal);
        if (isFirst)
        {
            journal.Reset(targetRunIds);
        }
        else if (isSame && CopyEngines.KnowsPositions(begun.Path))
        {
            _options = _options with { IsRepeated = true, From = begun.Positions };
            _notes.Add("It was gone on with where it had stopped: keys that were copied just before that count as skipped.");
        }
        else
        {
            _options = _options with { IsRepeated = true };
            _tally = new RunTally(new Dictionary<string, long>());
            journal.Reset(targetRunIds);
            _notes.Add(begun.Path == MigrationPath.Serve ? "It had stopped and was begun again from the beginning."
                : $"It had stopped and was begun again from the beginning{(isSame ? "" : ", since the target was restarted meanwhile")}: keys that were there count as skipped, unless they are replaced.");
        }
    }

    private void BeginAgain(int pass, IReadOnlyList<string> targetRunIds)
    {
        if (pass == MostPasses)
        {
            throw new Fault(ErrorCode.Conflict, $"The target was restarted or replaced in each of {MostPasses} passes.", "Mend it, then start the migration again.");
        }
        _options = _options with { IsRepeated = true, From = [] };
        _tally = new RunTally(new Dictionary<string, long>());
        journal.Reset(targetRunIds);
        _notes.Add("The target was restarted or replaced during the copy, and all was gone over again: counts are of the last pass, keys that had stayed count as skipped unless they are replaced.");
    }

    private async Task WatchAsync(ICopyEngine engine, IProgress<JobProgress> progress, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task copy = Task.Run(() => engine.RunAsync(end.Token), CancellationToken.None);
        Task guard = pace.Limits.MaxTargetLatencyMs is null ? Task.Delay(Timeout.Infinite, end.Token) : new LatencyGuard(target, pace, time).RunAsync(end.Token);
        try
        {
            while (!copy.IsCompleted && !guard.IsCompleted)
            {
                await Task.WhenAny(copy, guard, Task.Delay(Look, time, CancellationToken.None));
                Tell(engine, progress, ended: null);
                if (time.GetElapsedTime(_saved) >= SaveEvery)
                {
                    Save(engine);
                }
            }
            await (copy.IsCompleted ? copy : guard);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(copy, guard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A name that is taken ended it: going on would take that name for one of ours and pass over it, which is not what was agreed to.
    private void Leave(ICopyEngine engine)
    {
        if (_options is { IsRepeated: false, Selection.Collision: CollisionPolicy.Fail } && engine.Counters[CopyOutcome.Skipped] > 0)
        {
            journal.End();
            return;
        }
        try
        {
            Save(engine);
        }
        catch (Fault)
        {
            // Why the run ended is told; the journal is some seconds older.
        }
    }

    private void Save(ICopyEngine engine)
    {
        journal.Save(_tally.Of(engine.Counters));
        _saved = time.GetTimestamp();
    }

    private void Tell(ICopyEngine engine, IProgress<JobProgress> progress, string? ended)
    {
        long done = _tally.Done(engine.Counters);
        long? expected = plan.Estimate?.Keys;
        var now = engine.Progress ?? new JobProgress(engine.Phase, done, expected < done ? done : expected) { Bytes = _tally.BytesOf(engine.Counters) };
        progress.Report(now with
        {
            Phase = ended ?? (pace.IsPaused ? "paused" : now.Phase),
            PerSecond = _rate.Of(now.Done),
            Report = ended is not null ? _tally.Report(engine, time.GetElapsedTime(_started), _notes) : null,
        });
    }
}
