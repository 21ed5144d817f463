using System.Collections.Concurrent;
using System.Globalization;
using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Serving;
using McpRedis.Migration.Tail;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Migration.Running.Engines;

/// <summary>
/// The target follows the source itself until it is promoted at the cut-over. Stopped before that it is promoted, too, with what it has: a server that follows another by settings of
/// ours, with nobody watching, is nothing to leave behind. A process of ours that dies leaves it following, and the next one goes on watching.
/// </summary>
internal sealed class ReplicateEngine(EngineInput input) : IFollowingEngine
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UndoWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostWait = TimeSpan.FromHours(24);

    private readonly IRedisGateway _source = ObservedGateway.Around(input.Plan.Ends.Source.Bind(null, SourceCommands, AccessLevel.Read, new CommandTrace()), input.Plan.Ends.Source.Options);
    private readonly TaskCompletionSource _switched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _notes = [];
    private readonly NodeAddress _master = ReplicaRules.AddressOf(input.Plan.Ends.Source.Options, input.Plan.Ends.Target.Options);
    private (long Done, long? Total) _copied;
    private long _level = input.Time.GetTimestamp();
    private long? _behind;
    private Task _switching = Task.CompletedTask;   // over when the target's promotion, once asked for, is known to be done or not

    public static IReadOnlyList<string> SourceCommands { get; } = ["INFO"];

    public static IReadOnlyList<string> TargetCommands { get; } = ["INFO", "PING", "PUBSUB NUMSUB", "CONFIG GET", "CONFIG SET", "REPLICAOF"];

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    public IReadOnlyList<string> Notes => [.. _notes];

    public bool IsFollowing { get; private set; }

    public bool EndsWithSwitch => true;

    /// <summary>It was stopped ahead of the cut-over, and the target is its own master again.</summary>
    public bool IsDetached { get; private set; }

    public TailLag Lag => new(_behind, IsFollowing ? _behind == 0 ? 0 : input.Time.GetElapsedTime(Interlocked.Read(ref _level)).TotalSeconds : null);

    public string Phase => IsFollowing ? "following" : "the target copies";

    // What the target loads are bytes of a file: keys are known when it is there.
    public JobProgress Progress => new(Phase, IsFollowing ? input.Plan.Estimate?.Keys ?? 0 : 0, input.Plan.Estimate?.Keys) { Bytes = _copied.Done };

    public TranscodeLosses Losses() => new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await IsLeftAsync(cancellationToken))
        {
            await BeginAsync(input.Plan.Options.ReplaceTarget, cancellationToken);
        }
        try
        {
            while (!_switched.Task.IsCompleted)
            {
                await FollowAsync(cancellationToken);
                await BeginAgainAsync(cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or Fault)
        {
            await _switching;
            if (_switched.Task.IsCompleted)
            {
                return;
            }
            await DetachAsync();
            throw;
        }
    }

    public async Task LevelAsync(CancellationToken cancellationToken)
    {
        long end = (await ReplicationView.ReadOneAsync(_source, cancellationToken)).Offset ?? throw new Fault(ErrorCode.UnsupportedByServer, "The source does not tell how far its changes are.");
        for (; ; await Task.Delay(Look, input.Time, cancellationToken))
        {
            if (await StateAsync(cancellationToken) is { IsLinkUp: true } state && state.Offset >= end)
            {
                return;
            }
        }
    }

    public async Task SwitchAsync(CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _switching = over.Task;
        try
        {
            await PromoteAsync(cancellationToken);
            _switched.TrySetResult();
        }
        finally
        {
            over.SetResult();
        }
        await input.Plan.Ends.Target.RoleChangedAsync();
    }

    private async Task PromoteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await input.Commands.ExecuteAsync(RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE"), cancellationToken);
        }
        catch (Fault fault) when (fault.Code == ErrorCode.OutcomeUnknown)
        {
            if (await StateAsync(cancellationToken) is not null)
            {
                throw;
            }
        }
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (input.Journal.Debt is { } debt)
        {
            await debt.Settings.UndoAsync(input.Commands, cancellationToken);
            input.Journal.Paid();
        }
    }

    // A process of ours that is gone has left it following.
    private async Task<bool> IsLeftAsync(CancellationToken cancellationToken)
    {
        if (input.Journal.Debt is null)
        {
            return false;
        }
        var state = ReplicationState.OfInfo((await input.Commands.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);
        if (state.IsReplica && state.Master == _master)
        {
            return true;
        }
        await EndAsync(cancellationToken);
        return state.IsReplica || TargetLook.KeysOf(state.Info) > 0
            ? throw new Fault(ErrorCode.Conflict, "The target does not follow the source any more: somebody promoted it or gave it another master. What was set for it has been put back.", "redis_migration_plan makes a new plan of what there is now.")
            : false;
    }

    private async Task BeginAsync(bool mayReplace, CancellationToken cancellationToken)
    {
        var target = input.Plan.Ends.Target;
        await ReplicaRules.RequireOwnAsync(input.Commands, target, cancellationToken);
        var info = InfoText.Parse((await input.Commands.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);
        if (TargetLook.KeysOf(info) is > 0 and var keys && !mayReplace)
        {
            throw new Fault(ErrorCode.Conflict, $"The target was empty and holds {keys} keys. Nothing was done.", "Call redis_migration_plan for a new plan.");
        }
        var settings = await AppliedSettings.ForAsync(input.Commands, input.Plan.Ends.Source.Options, info["run_id"], cancellationToken);
        input.Journal.Owe(new(settings, _master.Host, _master.Port));
        var setup = new ReplicaSetup(input.Commands, _source, input.Time, (done, total) => _copied = (done, total));
        try
        {
            await setup.RunAsync(_master, settings, new(info, ServerIdentity.Role(info["role"])), MostWait, cancellationToken);
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            // Put back by it, or said that it is not: then the next one that goes on looks again.
            if (e is OperationCanceledException || !e.Message.Contains("could be put back", StringComparison.Ordinal))
            {
                input.Journal.Paid();
            }
            throw;
        }
        finally
        {
            await target.RoleChangedAsync();
        }
    }

    // One that was restarted has forgotten whom it follows; what it holds is the copy. One that was promoted is somebody's, if it was not us.
    private async Task BeginAgainAsync(CancellationToken cancellationToken)
    {
        await _switching;
        if (_switched.Task.IsCompleted)
        {
            return;
        }
        var trouble = new TargetTrouble(input.Options.Patience, input.Time);
        var info = await trouble.OutlastAsync(async ct => InfoText.Parse((await input.Commands.ExecuteAsync(RedisCommand.Of("INFO"), ct)).Text), cancellationToken);
        if (ServerIdentity.Role(info["role"]) == ServerRole.Replica || info["run_id"] == input.Journal.Debt?.Settings.RunId)
        {
            throw new Fault(ErrorCode.Conflict, "The target does not follow the source any more: somebody promoted it or gave it another master.", "redis_replication_info shows what it is now; plan anew.");
        }
        _notes.Enqueue("The target was restarted, had forgotten whom it follows, and copied all once more.");
        IsFollowing = false;
        await BeginAsync(mayReplace: true, cancellationToken);
    }

    // Until the target is promoted, or follows the source no more.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(input.Options.Patience, input.Time);
        while (!_switched.Task.IsCompleted)
        {
            try
            {
                if (await StateAsync(cancellationToken) is not { } state)
                {
                    return;
                }
                var source = await ReplicationView.ReadOneAsync(_source, cancellationToken);
                _behind = source.Offset - state.Offset is { } behind ? Math.Max(0, behind) : null;
                if (state.IsLinkUp && !state.IsSyncing)
                {
                    IsFollowing = true;
                    trouble.IsOver();
                    if (_behind == 0)
                    {
                        Interlocked.Exchange(ref _level, input.Time.GetTimestamp());
                    }
                }
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                await trouble.WaitAsync("A server cannot be reached.", cancellationToken);
            }
            await Task.WhenAny(_switched.Task, Task.Delay(Look, input.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // Null when it does not follow the source.
    private async Task<ReplicationState?> StateAsync(CancellationToken cancellationToken)
    {
        var state = await ReplicationView.ReadOneAsync(input.Commands, cancellationToken);
        return state.IsReplica && state.Master == _master ? state : null;
    }

    private async Task DetachAsync()
    {
        using var within = new CancellationTokenSource(UndoWithin, input.Time);
        try
        {
            if (await ReplicationView.ReadOneAsync(input.Commands, within.Token) is { IsReplica: true } state && state.Master == _master)
            {
                await input.Commands.ExecuteAsync(RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE"), within.Token);
            }
            await EndAsync(within.Token);
            IsDetached = true;
            _notes.Enqueue(string.Create(CultureInfo.InvariantCulture, $"The target was promoted before the cut-over, {Lag}: it is a master with a copy up to then, and changes since are not in it. Settings it followed with are put back."));
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            _notes.Enqueue("The target could not be made a master again, or its settings not put back: starting this plan again looks after it, or redis_replication_set with promote.");
        }
        finally
        {
            await input.Plan.Ends.Target.RoleChangedAsync();
        }
    }
}
