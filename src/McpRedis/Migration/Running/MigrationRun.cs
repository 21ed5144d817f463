using System.Collections.Concurrent;
using System.Globalization;
using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running.Engines;
using McpRedis.Migration.Running.Following;
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
/// <param name="patience">How long a server may be away.</param>
/// <param name="journal">Ends with the run.</param>
/// <param name="begun">What the journal knew when the run began.</param>
/// <param name="time">Clock.</param>
internal sealed class MigrationRun(MigrationPlan plan, IBulkGateway source, IBulkGateway target, IRedisGateway commands, CopyPace pace, RunPatience patience, MigrationJournal journal, JournalRecord begun, TimeProvider time)
{
    private const int MostPasses = 5; // a target that is restarted so often will not hold what it is given

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private readonly ConcurrentQueue<string> _notes = []; // added to by a cut-over, too
    private readonly RateMeter _rate = new(time);
    private CopyOptions _options = new()
    {
        Selection = plan.Options.Selection,
        HasExpireTime = plan.Source.Rights["PEXPIRETIME"].IsOpen,
        Use = IdleTimes.Copied(plan.Options, plan.Source, plan.Target),
        TemporaryOwner = plan.Id,   // whoever goes on finds what was left half done
        Pace = pace,
        Patience = patience.Time,
        Reached = journal.Reached,
    };
    private RunTally _tally = new(begun.Counts);
    private ICopyEngine? _engine;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _cutting;
    private long _saved;
    private bool _isCutOver;

    public MigrationPlan Plan => plan;

    /// <summary>A cut-over ends it.</summary>
    public bool EndsWithSwitch => _engine is IFollowingEngine { EndsWithSwitch: true };

    /// <summary>Holds writers at the source back until the target is level, compares, and gives the word. The run goes on carrying changes over, where its path can.</summary>
    /// <param name="writers">Those of the source.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="Fault">conflict, timeout: not level. Writers go on at the source, and nothing was switched.</exception>
    public async Task<CutOverReport> CutOverAsync(HeldWriters writers, CancellationToken cancellationToken)
    {
        if (_engine is not IFollowingEngine { IsFollowing: true } engine)
        {
            throw new Fault(ErrorCode.Conflict, _engine is IFollowingEngine ? "The copy is not through yet, so there is nothing to cut over to." : "The plan carries no changes over, so there is nothing to cut over.",
                "redis_job_get tells when the phase is following.");
        }
        var cutting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _cutting, cutting, null) is not null)
        {
            throw new Fault(ErrorCode.Conflict, "It is being cut over already.");
        }
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var check = new LevelCheck(plan, journal.TargetWasEmpty, time);
            var cut = new CutOver(engine, writers, time).RunAsync(CutOver.Limit, check.RunAsync, either.Token);
            if (await Task.WhenAny(cut, _ended.Task) != cut)
            {
                await either.CancelAsync();
            }
            var (held, found) = await cut;
            _isCutOver = true;
            return Level(engine, held, found);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Fault(ErrorCode.Conflict, "The migration ended meanwhile. Writers go on at the source, and nothing was switched.", "redis_job_get tells why.", inner: e);
        }
        finally
        {
            Volatile.Write(ref _cutting, null);
            cutting.SetResult();
        }
    }

    /// <exception cref="Fault">It cannot go on. What was copied stays, and the journal knows how far it came.</exception>
    public async Task<object?> RunAsync(IProgress<JobProgress> progress, CancellationToken cancellationToken)
    {
        var processes = new EndProcesses(target, _options.Patience, time);
        try
        {
            var sources = await new EndProcesses(source, _options.Patience, time).RunIdsAsync(cancellationToken);
            var before = await HoldersAsync(processes, cancellationToken);
            Begin(before);
            for (int pass = 1; ; pass++)
            {
                _engine = CopyEngines.Of(Input());
                journal.Save(_tally.Of(_engine.Counters));
                await WatchAsync(_engine, progress, cancellationToken);
                if (_engine is IFollowingEngine)
                {
                    break;   // those look after their targets themselves
                }
                var after = await HoldersAsync(processes, cancellationToken);
                if (after.SequenceEqual(before, StringComparer.Ordinal))
                {
                    break;
                }
                before = after;
                BeginAgain(pass, before);
            }
            if (_engine is not IFollowingEngine)
            {
                await NoteSourceAsync(sources, cancellationToken);
            }
            return await EndAsync(_engine, processes, progress, cancellationToken);
        }
        catch (OperationCanceledException) when (_isCutOver && cancellationToken.IsCancellationRequested)
        {
            using var within = new CancellationTokenSource(EndWithin, time);
            return await EndAsync(_engine!, processes, progress, within.Token);
        }
        catch (Exception e) when (_engine is not null)
        {
            if (e is Fault undone && cancellationToken.IsCancellationRequested)
            {
                _notes.Enqueue(undone.Message);   // what was undone on the target, which a cancelled job has no other place for
            }
            LeaveFollowing();
            Tell(_engine, progress, ended: "stopped");
            Leave(_engine, e);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            _ended.TrySetResult();
            journal.Dispose();
        }
    }

    private async Task<JobReport> EndAsync(ICopyEngine engine, EndProcesses processes, IProgress<JobProgress> progress, CancellationToken cancellationToken)
    {
        if (engine is IFollowingEngine following)
        {
            // A switch ends the run before the call that made it has told what it found.
            if (following.EndsWithSwitch && Volatile.Read(ref _cutting) is { } cutting)
            {
                await cutting.Task.WaitAsync(cancellationToken);
            }
            try
            {
                await following.EndAsync(cancellationToken);
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e) || e is Fault or OperationCanceledException)
            {
                _notes.Enqueue("What was needed on the target for the migration could not be taken away there: see keys that begin with mcp-redis:tail:, and the settings masteruser and masterauth.");
            }
        }
        Note(engine.Notes);
        Note(await processes.PersistenceAsync(cancellationToken));
        journal.End();
        Tell(engine, progress, ended: "done");
        return _tally.Report(engine, time.GetElapsedTime(_started), [.. _notes]);
    }

    private CutOverReport Level(IFollowingEngine engine, TimeSpan held, (CompareReport Report, bool IsSample, long? Source, long? Target) found)
    {
        var (source, target) = (plan.Ends.Source.Options.Name, plan.Ends.Target.Options.Name);
        var left = CutOver.Limit - held;
        string text = string.Create(CultureInfo.InvariantCulture, $"Level: point the clients to '{target}' now. Writers at '{source}' wait {left.TotalSeconds:0} s more and then go on by themselves; ")
            + (engine.EndsWithSwitch ? $"'{target}' is a master of its own now, and what is written to '{source}' from then on is not carried over." : "what they write is still carried over until redis_job_cancel ends it.");
        _notes.Enqueue($"Cut over at {time.GetUtcNow():u}: {found.Report.Statement.Checked} {(found.IsSample ? "keys chosen by chance" : "keys")} were compared while writers were held back, and none differed.");
        return new((long)held.TotalMilliseconds, (long)left.TotalMilliseconds, found.Report.Statement.Checked, found.IsSample, found.Source, found.Target, text);
    }

    private void LeaveFollowing()
    {
        if (_engine is not IFollowingEngine { IsFollowing: true } engine)
        {
            return;
        }
        Note(engine.Notes);
        if (engine.EndsWithSwitch)
        {
            return;
        }
        _notes.Enqueue($"It followed the source, {engine.Lag}. Without a cut-over the target is as old as that; starting the plan again goes on from there as long as the source can tell what was changed since, and else copies once more.");
    }

    private void Note(IEnumerable<string> notes)
    {
        foreach (string note in notes)
        {
            _notes.Enqueue(note);
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
        else if (begun.Tail?.Position is not null || (begun.Path == MigrationPath.Replicate && begun.Debt is not null))
        {
            _options = _options with { IsRepeated = true };
            _notes.Enqueue("It had stopped while it followed the source, and was gone on with.");
        }
        else if (isSame && CopyEngines.KnowsPositions(begun.Path, begun.Live))
        {
            _options = _options with { IsRepeated = true, From = begun.Positions };
            _notes.Enqueue("It was gone on with where it had stopped: keys that were copied just before that count as skipped.");
        }
        else
        {
            _options = _options with { IsRepeated = true };
            _tally = new RunTally(new Dictionary<string, long>());
            journal.Reset(targetRunIds);
            _notes.Enqueue(begun.Path == MigrationPath.Serve ? "It had stopped and was begun again from the beginning."
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
        _notes.Enqueue("The target was restarted or replaced during the copy, and all was gone over again: counts are of the last pass, keys that had stayed count as skipped unless they are replaced.");
    }

    // A target that follows on our account has not dropped anything.
    private Task<IReadOnlyList<string>> HoldersAsync(EndProcesses processes, CancellationToken cancellationToken) =>
        plan.Path is MigrationPath.Replicate or MigrationPath.Serve ? processes.RunIdsAsync(cancellationToken) : processes.HoldersAsync(cancellationToken);

    // Not worth waiting for: the copy is whole.
    private async Task NoteSourceAsync(IReadOnlyList<string> before, CancellationToken cancellationToken)
    {
        try
        {
            if ((await new EndProcesses(source, TimeSpan.Zero, time).RunIdsAsync(cancellationToken)).SequenceEqual(before, StringComparer.Ordinal))
            {
                return;
            }
        }
        catch (Exception e) when (TargetTrouble.IsPassing(e))
        {
        }
        _notes.Enqueue("The source was restarted or replaced during the copy: what it holds since was copied, and stayed what had been copied before. redis_migration_compare tells whether they differ.");
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
            // One that is cancelled may still say what it undid.
            await (copy.IsCompleted || cancellationToken.IsCancellationRequested ? copy : guard);
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(copy, guard).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A target that was promoted is not to be replaced once more by a plan of before. Going on after a name that was taken would take that name for one of ours and pass
    // over it, which is not what was agreed to.
    private static bool IsOver(ICopyEngine engine, Exception why) => engine is ReplicateEngine { IsDetached: true } || why is CollisionFault;

    private void Leave(ICopyEngine engine, Exception why)
    {
        if (IsOver(engine, why))
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
            Report = ended is not null ? _tally.Report(engine, time.GetElapsedTime(_started), [.. _notes])
                : engine is IFollowingEngine { IsFollowing: true } following ? _tally.Report(engine, time.GetElapsedTime(_started), [$"following: {following.Lag}", .. _notes, .. engine.Notes]) : null,
        });
    }
}
