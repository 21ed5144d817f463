using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Migration.Serving;

/// <summary>A target that was told to follow a process of ours which is gone: makes it what it was, as far as it still is as that process left it.</summary>
internal sealed class LeftTarget(IRedisGateway target, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="settings">What was set.</param>
    /// <param name="master">Whom it was told to follow.</param>
    /// <exception cref="Fault">It could not be asked, or follows somebody else by now.</exception>
    public async Task PutBackAsync(AppliedSettings settings, NodeAddress master, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(Patience, time);
        await trouble.OutlastAsync(ct => DetachAsync(master, ct), cancellationToken);
        await trouble.OutlastAsync(ct => settings.UndoAsync(target, ct), cancellationToken);
    }

    private async Task<bool> DetachAsync(NodeAddress master, CancellationToken cancellationToken)
    {
        var info = InfoText.Parse((await target.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);
        var state = new ReplicationState(info, ServerIdentity.Role(info["role"]));
        if (!state.IsReplica)
        {
            return false;
        }
        if (state.Master != master)
        {
            throw new Fault(ErrorCode.Conflict, "The target follows another server by now. Nothing was done.", "redis_replication_info shows which. Promote it first, if it is to be replaced.");
        }
        await target.ExecuteAsync(RedisCommand.Of("REPLICAOF").Arg("NO").Arg("ONE"), cancellationToken);
        return true;
    }
}
