using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;
using McpRedis.Topology;

namespace McpRedis.Tools.Admin;

[RedisTool("redis_replication_info", "Replication state", Toolset.Admin, Risk.Read, "INFO", "ROLE", "CONFIG GET")]
internal sealed class ReplicationInfoTool(IRedisGateway redis, CallGuard guard, ConnectionRegistry connections, OutputBudget budget)
{
    // An item at its longest, without the replicas: names and numbers.
    private const int NodeBytes = 1100;
    private const int ReplicaBytes = 260;

    /// <summary>Replication of each node: role, link to the master, replicas and how far they lag.</summary>
    /// <returns>One item for each node; what the server does not tell is null. Addresses at full access only; else the connection's name where we have one.</returns>
    /// <exception cref="Fault">not_permitted: the user may run neither INFO nor ROLE.</exception>
    /// <seealso href="https://redis.io/docs/latest/operate/oss_and_stack/management/replication/"/>
    public async Task<ReplicationNodes> RunAsync(CancellationToken cancellationToken = default)
    {
        var nodes = await ReplicationView.ReadAsync(redis, cancellationToken);
        if (nodes is [{ Fault: { } fault }])
        {
            throw fault;
        }
        var settings = (await redis.ForEachNodeAsync(RedisCommand.Of("CONFIG GET").Arg("min-replicas-*"), cancellationToken)).ToDictionary(reply => reply.Node);
        var items = new List<ReplicationNode>();
        foreach (var (node, state, error) in nodes)
        {
            if (!budget.TryTake(NodeBytes))
            {
                break;
            }
            items.Add(state is null ? ReplicationNode.Missing(node, error!.Code.Wire()) : Item(node, state, settings.GetValueOrDefault(node)));
        }
        return new(items, nodes.Count(node => node.State is null), budget.CutBy is not null, budget.CutBy);
    }

    private ReplicationNode Item(string node, ReplicationState state, NodeReply? settings)
    {
        var info = state.Info;
        var replicas = state.Replicas.ToList();
        return new(
            node,
            null,
            state.Role switch { ServerRole.Master => "master", ServerRole.Replica => "replica", _ => null },
            state.Offset,
            state.IsReplica ? Source(state) : null,
            [.. replicas.TakeWhile(_ => budget.TryTakeText(ReplicaBytes)).Select(replica => new ReplicaNode(
                Name(replica.Address), Address(replica.Address), replica.State, replica.Offset,
                state.Offset - replica.Offset is { } lag ? Math.Max(0, lag) : null, replica.LagSeconds is >= 0 and var seconds ? seconds : null))],
            info.Integer("connected_slaves") ?? replicas.Count,
            state.ReplicationId,
            info["master_failover_state"],
            info["repl_backlog_active"] == "1" ? info.Integer("repl_backlog_histlen") : null,
            info.Integer("repl_backlog_size"),
            Setting(settings, "min-replicas-to-write"),
            Setting(settings, "min-replicas-max-lag"));
    }

    private SourceNode Source(ReplicationState state)
    {
        var info = state.Info;
        return new(
            state.Master is { } name ? Name(name) : null,
            state.Master is { } address ? Address(address) : null,
            state.IsLinkUp,
            state.IsSyncing,
            state.IsSyncing ? info.Integer("master_sync_read_bytes") : null,
            state.IsSyncing && info.Integer("master_sync_total_bytes") is > 0 and var total ? total : null,
            info.Integer("master_last_io_seconds_ago") is >= 0 and var seconds ? seconds : null,
            info.Integer("master_link_down_since_seconds") is >= 0 and var down ? down : null,
            info.Integer("slave_read_repl_offset") - info.Integer("slave_repl_offset"));
    }

    private string? Name(NodeAddress address) =>
        address.ConnectionOf(connections.All.Select(connection => connection.Options), connections.Get(redis.Connection).Options);

    // As CLIENT LIST: not below the access that may change replication.
    private string? Address(NodeAddress address) => guard.Access == AccessLevel.Full && address.Host.Length > 0 ? address.ToString() : null;

    // CONFIG may be refused or missing; then this is not known and the rest still is.
    private static long? Setting(NodeReply? settings, string name)
    {
        var pairs = settings?.Reply.ItemArray ?? [];
        int at = Array.FindIndex(pairs, value => value.Text == name);
        return at >= 0 && at + 1 < pairs.Length && long.TryParse(pairs[at + 1].Text, out long value) ? value : null;
    }
}

/// <param name="Items">One for a standalone server, every node of a cluster.</param>
/// <param name="Failed">Nodes that did not answer; their error says why.</param>
/// <param name="Truncated">True when nodes or replicas were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ReplicationNodes(IReadOnlyList<ReplicationNode> Items, int Failed, bool Truncated, string? TruncatedBy);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why this node is missing; null when it answered.</param>
/// <param name="Role">master or replica, as the node says.</param>
/// <param name="Offset">Position in the stream of changes, in bytes.</param>
/// <param name="Source">Of a replica: its master and the link to it.</param>
/// <param name="Replicas">Replicas that follow this node.</param>
/// <param name="ReplicaCount">How many there are.</param>
/// <param name="ReplicationId">Same on all nodes of one history.</param>
/// <param name="FailoverState">State of a FAILOVER in progress.</param>
/// <param name="BacklogBytes">Changes kept for replicas that come back; null while there is no backlog.</param>
/// <param name="BacklogSizeBytes">The most it keeps.</param>
/// <param name="MinReplicas">Writes are refused with fewer replicas in good state; 0 for never.</param>
/// <param name="MinReplicasMaxLagSeconds">Lag above which a replica is not in good state.</param>
internal sealed record ReplicationNode(
    string Node,
    string? Error,
    string? Role,
    long? Offset,
    SourceNode? Source,
    IReadOnlyList<ReplicaNode> Replicas,
    long ReplicaCount,
    string? ReplicationId,
    string? FailoverState,
    long? BacklogBytes,
    long? BacklogSizeBytes,
    long? MinReplicas,
    long? MinReplicasMaxLagSeconds)
{
    public static ReplicationNode Missing(string node, string error) => new(node, error, null, null, null, [], 0, null, null, null, null, null, null);
}

/// <param name="Connection">Name of the connection that leads there, where there is one.</param>
/// <param name="Address">Host and port; null below full access.</param>
/// <param name="LinkUp">Whether changes flow.</param>
/// <param name="Syncing">The whole data set is being copied.</param>
/// <param name="SyncedBytes">So far; null when not syncing.</param>
/// <param name="SyncTotalBytes">In all, where the master tells.</param>
/// <param name="LastIoSeconds">Since the master was last heard.</param>
/// <param name="DownSeconds">Since the link broke; null while it is up.</param>
/// <param name="UnappliedBytes">Received and not yet applied.</param>
internal sealed record SourceNode(
    string? Connection,
    string? Address,
    bool LinkUp,
    bool Syncing,
    long? SyncedBytes,
    long? SyncTotalBytes,
    long? LastIoSeconds,
    long? DownSeconds,
    long? UnappliedBytes);

/// <param name="Connection">Name of the connection that leads there, where there is one.</param>
/// <param name="Address">Host and port; null below full access.</param>
/// <param name="State">online, or what it waits for.</param>
/// <param name="Offset">How far it is.</param>
/// <param name="LagBytes">How far behind this node.</param>
/// <param name="LagSeconds">Since it was last heard.</param>
internal sealed record ReplicaNode(string? Connection, string? Address, string? State, long? Offset, long? LagBytes, long? LagSeconds);
