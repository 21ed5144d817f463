using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Migration.Serving;

/// <summary>
/// Makes a server load a file: it is told to follow us, comes back and asks, loads, and is its own master again. Whatever stops it before
/// leaves the server as it was, its settings included, or the message says what is not: mostly it is the server's own data that are asked about.
/// </summary>
internal sealed class TargetTakeover(IRedisGateway target, TargetLook look, ServeOptions options, TimeProvider time)
{
    private const int MostTransfers = 3; // one that breaks off so often breaks off again
    private const string LoadSetting = "repl-diskless-load";
    private const string KeepOld = "swapdb";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(3);

    /// <summary>It has failed, and all is as it was.</summary>
    public bool IsUndone { get; private set; } = true;

    /// <param name="server">Has the file.</param>
    /// <param name="making">Ends when the file is whole; when it fails, the target must not load it.</param>
    /// <param name="here">Where the target finds us.</param>
    /// <exception cref="Fault">All is as it was, or the message says what is not.</exception>
    public async Task<ServeResult> RunAsync(ReplicaServer server, Task making, NodeAddress here, CancellationToken cancellationToken)
    {
        var before = await look.RequireReplaceableAsync(options.ReplaceTarget, cancellationToken);
        var (settings, keepsOld) = await SettingsAsync(server, before, cancellationToken);
        options.Applying?.Invoke(settings, here);
        IsUndone = false;
        try
        {
            await settings.ApplyAsync(target, cancellationToken);
            await FollowAsync(here, cancellationToken);
            await ExpectAsync(server, before, here, cancellationToken);
            server.Allow();
            await AwaitLoadAsync(server, making, before, here, cancellationToken);
            await InsistAsync(ct => FollowAsync(null, ct), options.Patience, cancellationToken);
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
            // First: what is on its way to the target stops, so that it keeps what it has.
            await server.DisposeAsync();
            throw await UndoneAsync(e, settings, before);
        }
        bool isPutBack = await TryInsistAsync(ct => settings.UndoAsync(target, ct), CancellationToken.None) is null;
        if (isPutBack)
        {
            options.PutBack?.Invoke();
        }
        return new(server.File.SizeBytes, TargetLook.KeysOf(before), 0, 0, keepsOld, isPutBack ? [] : settings.Names, server.TurnedAway);
    }

    // Whether data that are there are kept beside the new until those are whole; null where there are none.
    private async Task<(AppliedSettings Settings, bool? KeepsOld)> SettingsAsync(ReplicaServer server, InfoText before, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, string> { ["masteruser"] = "", ["masterauth"] = server.Password, ["tls-replication"] = "no" };
        bool keeps = await look.SettingAsync(LoadSetting, cancellationToken) is not null;
        if (keeps)
        {
            wanted[LoadSetting] = KeepOld; // it loads what comes as it comes, too, and not from a file it writes first
        }
        return (await AppliedSettings.ForAsync(target, wanted, before["run_id"], cancellationToken), TargetLook.KeysOf(before) == 0 ? null : keeps);
    }

    private async Task FollowAsync(NodeAddress? master, CancellationToken cancellationToken)
    {
        var command = master is null ? RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE") : RedisCommand.Of("REPLICAOF").Arg(master.Host).Arg(master.Port);
        await target.ExecuteAsync(command, cancellationToken);
    }

    // The call-back. Nothing is touched yet: a replica drops what it holds only when the data have begun to come.
    private async Task ExpectAsync(ReplicaServer server, InfoText before, NodeAddress here, CancellationToken cancellationToken)
    {
        try
        {
            await server.Asked.WaitAsync(options.CallBack, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            string others = server.TurnedAway > 0 ? " Connections from other addresses, or with another password, came and were turned away." : "";
            throw new Fault(ErrorCode.Timeout, $"The target did not get through to this program within {options.CallBack.TotalSeconds:0} s.{others}",
                "Seen from the target's machine this one may not be reachable (firewall, NAT, container); plan again with path sync or scan, or have the operator name another address with --serve-address.");
        }
        RequireOurs(await look.ReadAsync(cancellationToken), before, here);
    }

    private async Task AwaitLoadAsync(ReplicaServer server, Task making, InfoText before, NodeAddress here, CancellationToken cancellationToken)
    {
        var (moves, moved, loaded) = (-1L, time.GetTimestamp(), 0L);
        for (Task sign = server.NextSign; ; await PauseAsync(sign, cancellationToken), sign = server.NextSign)
        {
            if (making.IsFaulted || making.IsCanceled)
            {
                await making;
            }
            if (await look.TryReadAsync(cancellationToken) is { } info)
            {
                var state = RequireOurs(info, before, here);
                loaded = info.Integer("loading_loaded_bytes") ?? loaded;
                if (state.IsLinkUp && !state.IsSyncing && info["loading"] != "1")
                {
                    RequireLoaded(state, server);
                    return;
                }
            }
            if (server.Transfers > MostTransfers)
            {
                throw new Fault(ErrorCode.ServerError, $"The target broke the transfer off {MostTransfers} times.", "Its log says why: memory, disk, or a value it does not take.");
            }
            if (server.Moves + server.File.SizeBytes + loaded is var now && now != moves)
            {
                (moves, moved) = (now, time.GetTimestamp());
            }
            else if (time.GetElapsedTime(moved) > options.Patience)
            {
                throw new Fault(ErrorCode.Timeout, $"Nothing moved for {options.Patience.TotalSeconds:0} s while the target was loading.", "redis_server_info tells whether it is still there.");
            }
        }
    }

    private async Task PauseAsync(Task sign, CancellationToken cancellationToken)
    {
        await Task.WhenAny(sign, Task.Delay(Pause, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static ReplicationState RequireOurs(InfoText info, InfoText before, NodeAddress here)
    {
        if (info["run_id"] != before["run_id"])
        {
            throw new Fault(ErrorCode.Conflict, "The target was restarted meanwhile, and has forgotten what it was told.", "redis_server_info tells what it holds now.");
        }
        var state = new ReplicationState(info, ServerIdentity.Role(info["role"]));
        return state.IsReplica && state.Master == here
            ? state
            : throw new Fault(ErrorCode.Conflict, "Somebody else changed the target's master meanwhile.", "redis_replication_info shows what it is now.");
    }

    private static void RequireLoaded(ReplicationState state, ReplicaServer server)
    {
        if (state.ReplicationId != server.ReplicationId)
        {
            throw new Fault(ErrorCode.Conflict, "The target has loaded other data than those served here.", "redis_replication_info shows whom it follows.");
        }
    }

    private async Task<Exception> UndoneAsync(Exception cause, AppliedSettings settings, InfoText before)
    {
        string? role = await TryInsistAsync(async ct =>
        {
            if (ServerIdentity.Role((await look.ReadAsync(ct))["role"]) == ServerRole.Replica)
            {
                await FollowAsync(null, ct);
            }
        }, CancellationToken.None);
        // While it follows us they stay: a load that fails without swapdb would leave it empty.
        string? set = role ?? await TryInsistAsync(ct => settings.UndoAsync(target, ct), CancellationToken.None);
        if (set is null)
        {
            IsUndone = true;
            options.PutBack?.Invoke();
        }
        string left = (role, set) switch
        {
            (null, null) => "What was set for it has been put back.",
            (null, _) => $"These settings of the target could not be put back ({set}): {settings}.",
            _ => $"Nothing could be put back ({role}): the target still follows this program, which serves it no more, and these settings are as set: {settings}. REPLICAOF NO ONE makes it a master again; only then set them back.",
        };
        string data = await StateOfDataAsync(before);
        var fault = cause as Fault;
        return new Fault(fault?.Code ?? ErrorCode.Cancelled, $"{fault?.Message ?? "The migration was cancelled."} {left} {data}", fault?.Hint ?? "", inner: cause);
    }

    private async Task<string> StateOfDataAsync(InfoText before)
    {
        using var within = new CancellationTokenSource(LookWithin, time);
        try
        {
            if (await look.TryReadAsync(within.Token) is { } now)
            {
                string holds = DatabaseSize.TextOf(TargetLook.KeysOf(now));
                return now["run_id"] != before["run_id"] ? $"Restarted, it holds what it had saved: {holds}."
                    : TargetLook.KeysOf(before) == 0 ? $"It was empty before, and holds {holds}."
                    : OwnData.LossOf(before, now) ?? "Its own data are as they were.";
            }
        }
        catch (OperationCanceledException)
        {
            // It is not known then, and said so.
        }
        return "Whether it still holds its own data is not known: redis_server_info tells its keys.";
    }

    private async Task<string?> TryInsistAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await InsistAsync(act, options.Patience, cancellationToken);
            return null;
        }
        catch (Fault fault)
        {
            return fault.Code.Wire();
        }
    }

    // Loading what came, or reconnecting: over in a while. What is done here may be done twice.
    private async Task InsistAsync(Func<CancellationToken, Task> act, TimeSpan within, CancellationToken cancellationToken)
    {
        for (long started = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancellationToken))
        {
            try
            {
                await act(cancellationToken);
                return;
            }
            catch (Fault fault) when (TargetLook.IsPassing(fault) && time.GetElapsedTime(started) < within)
            {
            }
        }
    }
}
