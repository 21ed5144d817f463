using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;
using McpRedis.Topology;

namespace McpRedis.Tools.Admin;

[RedisTool("redis_replication_set", "Set up replication", Toolset.Admin, Risk.Admin, "REPLICAOF", "CONFIG GET", "CONFIG SET", "INFO", "ROLE", "PUBSUB NUMSUB", DeadlineSeconds = 300, TypedTarget = true)]
internal sealed class ReplicationSetTool(IRedisGateway redis, CallGuard guard, ConnectionRegistry connections, ReplicationMemory memory, CallProgress progress, TimeProvider time)
{
    private static readonly string[] SourceCommands = ["INFO"];

    /// <summary>Make this connection's server a replica of another connection's, which replaces all its data, or promote it to a master.</summary>
    /// <param name="source">Connection to replicate from.</param>
    /// <param name="promote">Stop following and become a master.</param>
    /// <param name="timeoutMs">For the first copy; default 60000.</param>
    /// <returns>The role now. syncing: the copy goes on; redis_replication_info follows it. What fails is put back; the message says what became of the data.</returns>
    /// <exception cref="Fault">conflict: a cluster or sentinels manage the server, or the two would follow each other; timeout: the copy did not begin.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/replicaof/"/>
    public async Task<ReplicationChange> RunAsync(
        [OtherConnection] string? source = null, bool promote = false, [Limits(1000, 240_000)] int timeoutMs = 60_000, CancellationToken cancellationToken = default)
    {
        if (source is null != promote)
        {
            throw Fault.Argument(source is null ? "promote" : "source", "give source to follow another connection, or promote true; one of the two.");
        }
        var target = connections.Get(redis.Connection);
        target.Scope?.Check(RedisCommand.Of("REPLICAOF"));
        if (target.Options.Databases is not null)
        {
            throw new Fault(ErrorCode.AccessDenied, "Replication replaces every database, and only some are open on this connection.", "Ask the operator; a tool cannot open databases.");
        }
        var from = source is null ? null : connections.All.FirstOrDefault(c => c.Options.Name == source)
            ?? throw Fault.Argument("source", $"no connection of that name; known are {string.Join(", ", connections.All.Select(c => c.Options.Name))}.");
        RequireWhole(from);
        var address = from is null ? null : ReplicaRules.AddressOf(from.Options, target.Options);
        await ReplicaRules.RequireOwnAsync(redis, target, cancellationToken);
        var info = InfoText.Parse((await redis.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);
        var before = new ReplicationState(info, ServerIdentity.Role(info["role"]));
        long started = time.GetTimestamp();
        try
        {
            var change = from is null
                ? await PromoteAsync(before, cancellationToken)
                : await FollowAsync(from, address!, before, TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
            return change with { DurationMs = (long)time.GetElapsedTime(started).TotalMilliseconds };
        }
        finally
        {
            await target.RoleChangedAsync();
        }
    }

    // The copy holds everything the source holds, and whoever may read the target may read it there.
    private static void RequireWhole(RedisConnection? from)
    {
        from?.Scope?.Check(RedisCommand.Of("PSYNC"));
        if (from?.Options.Databases is not null)
        {
            throw new Fault(ErrorCode.AccessDenied, "A replica copies every database of its source, and only some are open on that connection.", "Ask the operator; a tool cannot open databases.");
        }
    }

    private async Task<ReplicationChange> FollowAsync(RedisConnection from, NodeAddress address, ReplicationState before, TimeSpan wait, CancellationToken cancellationToken)
    {
        string name = from.Options.Name;
        // Looks only, whatever the call may do here.
        var source = from.Bind(null, SourceCommands, AccessLevel.Read, new CommandTrace());
        var info = InfoText.Parse((await source.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);
        if (before.IsReplica && before.Master == address && before.IsLinkUp)
        {
            return new("replica", false, name, null, null, null, [], null, 0);
        }
        var profiles = (await from.GetProfileAsync(cancellationToken), await redis.GetProfileAsync(cancellationToken));
        ReplicaRules.RequirePossible(info, before.Info, profiles);
        string? runId = before.Info["run_id"];
        var settings = await AppliedSettings.ForAsync(redis, from.Options, runId, cancellationToken);
        long keys = (await DatabaseSizes.ReadAsync(redis, cancellationToken)).Sum(size => size.Keys);
        string below = before.Info.Integer("connected_slaves") is > 0 and var replicas ? $", so is that of its {replicas} {(replicas == 1 ? "replica" : "replicas")}" : "";
        guard.Require(Risk.Admin, new Effect($"makes the server of connection '{redis.Connection}' a read-only replica of '{name}': all its data ({DatabaseSize.TextOf(keys)}) is replaced and cannot be brought back{below}")
        {
            Keys = keys,
            SameWhile = string.Create(CultureInfo.InvariantCulture, $"{name} {address}: {RoughCount.Of(keys)}{below}"),
            Target = redis.Connection,
        });

        var setup = new ReplicaSetup(redis, source, time, (done, total) => progress.Report(done, total, string.Create(CultureInfo.InvariantCulture, $"copied {done} bytes")));
        bool complete = await setup.RunAsync(address, settings, before, wait, cancellationToken);
        memory.Keep(redis.Connection, settings.After(memory.Of(redis.Connection, runId)));
        return new(complete ? "replica" : "syncing", true, name, keys, null, null, settings.Names, null, 0);
    }

    private async Task<ReplicationChange> PromoteAsync(ReplicationState before, CancellationToken cancellationToken)
    {
        if (!before.IsReplica)
        {
            return new("master", false, null, null, null, null, [], await RemainingAsync(cancellationToken), 0);
        }
        guard.Require(Risk.Admin, new Effect($"makes the server of connection '{redis.Connection}' a master: it stops following its own{(before.IsLinkUp ? "" : ", to which the link is down")}; changes it has not received never come")
        {
            Target = redis.Connection,
        });

        // Anew: the question may have been answered late.
        var last = await ReplicationView.ReadOneAsync(redis, cancellationToken);
        var (name, offset) = await MasterAsync(last, cancellationToken);
        await redis.ExecuteAsync(RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE"), cancellationToken);
        var restored = await RestoreAsync(before.Info["run_id"], cancellationToken);
        long? lag = offset - last.Offset is { } behind ? Math.Max(0, behind) : null;
        long? seconds = last.Info.Integer(last.IsLinkUp ? "master_last_io_seconds_ago" : "master_link_down_since_seconds");
        return new("master", true, name, null, lag, seconds is >= 0 ? seconds : null, restored, await RemainingAsync(cancellationToken), 0);
    }

    // The server is a master by now: what cannot be put back is no failure of that, it is named in what remains.
    private async Task<IReadOnlyList<string>> RestoreAsync(string? runId, CancellationToken cancellationToken)
    {
        try
        {
            if (memory.Of(redis.Connection, runId) is { } applied)
            {
                var restored = await applied.UndoAsync(redis, cancellationToken);
                memory.Forget(redis.Connection);
                return restored;
            }
        }
        catch (Fault)
        {
            // Kept in memory for the next promotion.
        }
        return [];
    }

    // How far the master is, where it is one of ours and answers.
    private async Task<(string? Name, long? Offset)> MasterAsync(ReplicationState state, CancellationToken cancellationToken)
    {
        string? name = state.Master?.ConnectionOf(connections.All.Select(c => c.Options), connections.Get(redis.Connection).Options);
        if (name is null)
        {
            return default;
        }
        try
        {
            var master = connections.Get(name).Bind(null, SourceCommands, AccessLevel.Read, new CommandTrace());
            return (name, (await ReplicationView.ReadOneAsync(master, cancellationToken)).Offset);
        }
        catch (Fault)
        {
            return (name, null);   // a master that is gone is why one promotes
        }
    }

    // Login settings that are still there, whoever set them; null when they may not be read.
    private async Task<IReadOnlyList<string>?> RemainingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await AppliedSettings.ReadAsync(redis, cancellationToken)).Where(s => s.Value is not (null or "" or "no")).Select(s => s.Name)];
        }
        catch (Fault)
        {
            return null;
        }
    }
}

/// <param name="State">replica, syncing or master.</param>
/// <param name="Changed">False when it was so already.</param>
/// <param name="Source">Connection followed, or followed until now; null when it is none of ours.</param>
/// <param name="KeysReplaced">Keys the target held before.</param>
/// <param name="LagBytes">On promotion: changes the master had and this server had not; null when the master did not tell.</param>
/// <param name="LagSeconds">On promotion: since the master was last heard, or the link broke.</param>
/// <param name="Settings">Settings changed to follow, or put back on promotion: names only. A restart forgets them.</param>
/// <param name="Remaining">On promotion: login settings that were not ours to clear.</param>
/// <param name="DurationMs">Time taken.</param>
internal sealed record ReplicationChange(
    string State,
    bool Changed,
    string? Source,
    long? KeysReplaced,
    long? LagBytes,
    long? LagSeconds,
    IReadOnlyList<string> Settings,
    IReadOnlyList<string>? Remaining,
    long DurationMs);
