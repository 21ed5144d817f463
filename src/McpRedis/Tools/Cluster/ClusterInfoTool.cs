using McpRedis.Catalogue;
using McpRedis.Diagnostics.Clusters;
using McpRedis.Diagnostics.Facts;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Cluster;

[RedisTool("redis_cluster_info", "Cluster layout", Toolset.Cluster, Risk.Read, "CLUSTER NODES", "CLUSTER INFO", "INFO", App = "ui://redis/slots")]
internal sealed class ClusterInfoTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    // A node without its slots, and a move, at their longest.
    private const int NodeBytes = 480;
    private const int MoveBytes = 120;

    /// <summary>Nodes of a cluster, who has which slots, and what is wrong there.</summary>
    /// <returns>Masters by their slots, each before its replicas. Addresses at full access only.</returns>
    /// <exception cref="Fault">unsupported_by_server: it is no cluster.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/cluster-nodes/"/>
    public async Task<ClusterLayoutReply> RunAsync(CancellationToken cancellationToken = default)
    {
        if ((await redis.GetProfileAsync(cancellationToken)).Mode is ServerMode.Standalone or ServerMode.Sentinel)
        {
            throw new Fault(ErrorCode.UnsupportedByServer, "The server is no node of a cluster: it has no slots.", "redis_replication_info shows master and replicas.");
        }
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("CLUSTER NODES"), cancellationToken);
        if (replies.All(reply => reply.Fault is not null))
        {
            throw replies[0].Fault!;
        }
        var states = await redis.ForEachNodeAsync(RedisCommand.Of("CLUSTER INFO"), cancellationToken);
        var infos = (await redis.ForEachNodeAsync(RedisCommand.Of("INFO"), cancellationToken)).Where(reply => reply.Fault is null).ToDictionary(reply => reply.Node, reply => InfoText.Parse(reply.Reply.Text));
        var map = ClusterMap.Of([.. replies.Where(reply => reply.Fault is null).Select(reply => new ClusterSight(reply.Node, ClusterNodeLine.Read(reply.Reply.Text)))]);
        List<string> uncovered = [.. map.Uncovered.TakeWhile(Fits)];
        List<SlotMoveReply> moving = [.. map.Moves.Select(move => new SlotMoveReply(move.Slot, Name(map, move.FromId), Name(map, move.ToId), move.ByGiver)).TakeWhile(_ => budget.TryTakeText(MoveBytes))];
        List<ClusterNodeReply> items = [];
        foreach (var member in InOrder(map))
        {
            if (!budget.TryTake(NodeBytes))
            {
                break;
            }
            items.Add(Item(map, member, infos));
        }
        return new(
            states.Where(reply => reply.Fault is null).Select(reply => InfoText.Parse(reply.Reply.Text)["cluster_state"]).OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault(),
            map.Covered,
            uncovered,
            map.Disputed,
            moving,
            items,
            [.. replies.Where(reply => reply.Fault is not null).Select(reply => $"{reply.Node}: {reply.Fault!.Code.Wire()}")],
            budget.CutBy is not null,
            budget.CutBy);
    }

    private bool Fits(string range) => budget.TryTakeText(range.Length + 3);

    private static string Name(ClusterMap map, string id) => map.Find(id)?.Name ?? id;

    private ClusterNodeReply Item(ClusterMap map, ClusterMember member, Dictionary<string, InfoText> infos)
    {
        var (line, info) = (member.Line, member.Node is { } node ? infos.GetValueOrDefault(node) : null);
        return new(
            member.Name,
            line.Id,
            guard.Access == AccessLevel.Full && line.Address.Length > 0 ? line.Address : null,
            line.IsReplica ? "replica" : line.IsMaster ? "master" : null,
            line.IsReplica ? Name(map, line.MasterId ?? "") : null,
            member.IsFailed ? "failed" : member.IsSuspected ? "suspected" : member.Node is null ? "no_answer" : "ok",
            map.CountOf(member),
            [.. map.RangesOf(member).TakeWhile(Fits)],
            info is null ? null : Keys(info),
            info?.Integer("used_memory"),
            info?.Integer("instantaneous_ops_per_sec"));
    }

    // db0:keys=2,expires=0,…; there is no line where there are no keys. A cluster of Valkey 9 has more than one.
    private static long Keys(InfoText info) =>
        info.Section("Keyspace").Sum(line => long.TryParse(InfoText.Parts(line.Value).GetValueOrDefault("keys"), out long keys) ? keys : 0);

    private static IEnumerable<ClusterMember> InOrder(ClusterMap map)
    {
        var masters = map.Members.Where(member => !member.Line.IsReplica).OrderBy(member => map.CountOf(member) == 0).ThenBy(member => First(map, member)).ThenBy(member => member.Name, StringComparer.Ordinal).ToList();
        foreach (var master in masters)
        {
            yield return master;
            foreach (var replica in map.Members.Where(member => member.Line.IsReplica && member.Line.MasterId == master.Line.Id))
            {
                yield return replica;
            }
        }
        foreach (var lost in map.Members.Where(member => member.Line.IsReplica && masters.TrueForAll(master => master.Line.Id != member.Line.MasterId)))
        {
            yield return lost;
        }
    }

    private static int First(ClusterMap map, ClusterMember member) => map.RangesOf(member).FirstOrDefault() is { } range ? int.Parse(range.Split('-')[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
}

/// <param name="State">ok, or fail if a node says so.</param>
/// <param name="SlotsCovered">Of 16384.</param>
/// <param name="Uncovered">Slots nobody has, such as 0-99.</param>
/// <param name="Disputed">Slots more than one node claims.</param>
/// <param name="Moving">Slots on their way, or left half moved.</param>
/// <param name="Items">Nodes.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Truncated">True when something was left out.</param>
/// <param name="TruncatedBy">Limit that left it out.</param>
internal sealed record ClusterLayoutReply(
    string? State,
    int SlotsCovered,
    IReadOnlyList<string> Uncovered,
    int Disputed,
    IReadOnlyList<SlotMoveReply> Moving,
    IReadOnlyList<ClusterNodeReply> Items,
    IReadOnlyList<string> Failed,
    bool Truncated,
    string? TruncatedBy);

/// <param name="Slot">Its number.</param>
/// <param name="From">Node that gives it.</param>
/// <param name="To">Node that takes it.</param>
/// <param name="SaidByGiver">Else by the taker; both say it while it moves.</param>
internal sealed record SlotMoveReply(int Slot, string From, string To, bool SaidByGiver);

/// <param name="Node">Name, or the beginning of its id where it does not answer.</param>
/// <param name="Id">As CLUSTER commands take it.</param>
/// <param name="Address">Host and port; null below full access.</param>
/// <param name="Role">master or replica.</param>
/// <param name="Master">Of a replica: the node it follows.</param>
/// <param name="Health">ok, no_answer, suspected (fail? of a node) or failed.</param>
/// <param name="Slots">How many it has.</param>
/// <param name="Ranges">Which, such as 0-5460.</param>
/// <param name="Keys">Keys it holds; null where it did not answer.</param>
/// <param name="UsedMemoryBytes">used_memory.</param>
/// <param name="OpsPerSecond">As the server measures it.</param>
internal sealed record ClusterNodeReply(
    string Node, string Id, string? Address, string? Role, string? Master, string Health, int Slots, IReadOnlyList<string> Ranges, long? Keys, long? UsedMemoryBytes, long? OpsPerSecond);
