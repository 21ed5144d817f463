using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Topology;

/// <summary>
/// Makes a server follow another and waits for the first copy. Whatever stops it before the copy has begun (a password, an
/// address, the caller) leaves the server as it was: its master, and the settings it logs in with. A copy that has begun
/// and outlasts the wait goes on.
/// </summary>
/// <param name="target">The server that is to follow.</param>
/// <param name="source">The server to follow, for looking at it.</param>
/// <param name="time">Clock of the wait.</param>
/// <param name="progress">Told bytes received, bytes in all.</param>
internal sealed class ReplicaSetup(IRedisGateway target, IRedisGateway source, TimeProvider time, Action<long, long?> progress)
{
    // Longer than a server waits for a connection to its master (repl-timeout is a minute, a refusal takes no time),
    // and than a master waits for more replicas before it begins (5 s); shorter than anyone likes to wait for nothing.
    private static readonly TimeSpan Begins = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UndoWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>True when the copy is complete and changes flow; false when it goes on beyond the wait.</summary>
    /// <exception cref="Fault">All is as it was, or the message says what is not: a setting, the master, the server's own data.</exception>
    public async Task<bool> RunAsync(NodeAddress address, AppliedSettings settings, ReplicationState before, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await settings.ApplyAsync(target, cancellationToken);
            await FollowAsync(address, cancellationToken);
            return await WaitAsync(address, wait, cancellationToken);
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            string left = await UndoAsync(settings, before);
            using var look = new CancellationTokenSource(LookWithin, time);
            string? loss = await OwnData.LossAsync(target, before.Info, look.Token);
            if (left.Length == 0 && loss is null && e is OperationCanceledException)
            {
                throw;
            }
            var fault = e as Fault;
            throw new Fault(
                fault?.Code ?? ErrorCode.Cancelled,
                $"{fault?.Message ?? "The call was cancelled."} {(left.Length == 0 ? "What was set for it has been put back." : left)} {loss ?? "The server's own data are as they were."}",
                fault?.Hint ?? "",
                inner: e);
        }
    }

    private async Task UnfollowAsync(NodeAddress? master, CancellationToken cancellationToken)
    {
        var now = await ReplicationView.ReadOneAsync(target, cancellationToken);
        if ((now.IsReplica ? now.Master : null) != master)
        {
            await FollowAsync(master, cancellationToken);
        }
    }

    private async Task FollowAsync(NodeAddress? address, CancellationToken cancellationToken)
    {
        var command = address is null ? RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE") : RedisCommand.Of("REPLICAOF").Arg(address.Host).Arg(address.Port);
        await target.ExecuteAsync(command, cancellationToken);
    }

    private async Task<bool> WaitAsync(NodeAddress address, TimeSpan wait, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        for (bool begun = false; ; await Task.Delay(Pause, time, cancellationToken))
        {
            var state = await ReplicationView.ReadOneAsync(target, cancellationToken);
            if (!state.IsReplica || state.Master != address)
            {
                throw new Fault(ErrorCode.Conflict, "Somebody else changed the server's master meanwhile.", "redis_replication_info shows what it is now.");
            }
            if (state.IsLinkUp && !state.IsSyncing)
            {
                await RequireSameHistoryAsync(state, cancellationToken);
                return true;
            }
            var waited = time.GetElapsedTime(started);
            begun |= state.IsSyncing && (state.Info.Integer("master_sync_read_bytes") > 0 || await IsFillingAsync(cancellationToken));
            progress(state.Info.Integer("master_sync_read_bytes") ?? 0, state.Info.Integer("master_sync_total_bytes") is > 0 and var total ? total : null);
            if (waited >= wait && begun && state.IsSyncing)
            {
                return false;
            }
            if (waited >= wait || (waited >= Begins && !begun))
            {
                throw new Fault(ErrorCode.Timeout, $"The server did not get through to its new master within {waited.TotalSeconds:0} s.",
                    "Seen from the target's machine the source's address may not be reachable, or the source's user may lack +psync +replconf +ping; the target's log says which.");
            }
        }
    }

    // A large source forks before it sends the first byte; it knows of the replica by then. The word of the target alone
    // is not enough: it says that it syncs also while the source's refusal is on its way.
    private async Task<bool> IsFillingAsync(CancellationToken cancellationToken) =>
        (await ReplicationView.ReadOneAsync(source, cancellationToken)).Replicas.Any(replica => replica.State is not (null or "online"));

    // The address is the connection's, but who answers there is for the target's network to say.
    private async Task RequireSameHistoryAsync(ReplicationState state, CancellationToken cancellationToken)
    {
        var master = await ReplicationView.ReadOneAsync(source, cancellationToken);
        if (master.ReplicationId is { } id && state.ReplicationId is { } own && id != own)
        {
            throw new Fault(ErrorCode.Conflict, "At the source's address the target reached another server than this program does, and copied from that one.", "The operator must configure the source by an address that means the same on both machines.");
        }
    }

    /// <returns>What could not be put back, as a sentence; empty when all was.</returns>
    private async Task<string> UndoAsync(AppliedSettings settings, ReplicationState before)
    {
        using var deadline = new CancellationTokenSource(UndoWithin, time);
        string? role = await TryAsync(ct => UnfollowAsync(before.IsReplica ? before.Master : null, ct), deadline.Token);
        string? set = await TryAsync(ct => settings.UndoAsync(target, ct), deadline.Token);
        return (role, set) switch
        {
            (null, null) => "",
            (_, null) => $"The server still follows the source ({role}).",
            (null, _) => $"These settings could not be put back ({set}): {settings}.",
            _ => $"Nothing could be put back ({role}): the server follows the source, and these settings are as set: {settings}.",
        };
    }

    /// <returns>The code of the last failure; null when it succeeded.</returns>
    private async Task<string?> TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await act(cancellationToken);
                return null;
            }
            catch (Fault fault) when (fault.Code is not (ErrorCode.RedisLoading or ErrorCode.RedisUnavailable or ErrorCode.OutcomeUnknown) || cancellationToken.IsCancellationRequested)
            {
                return fault.Code.Wire();
            }
            catch (OperationCanceledException)
            {
                return ErrorCode.Timeout.Wire();
            }
            catch (Fault)
            {
                // Loading what came, or reconnecting: over in a moment. Both acts may be repeated.
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }
}
