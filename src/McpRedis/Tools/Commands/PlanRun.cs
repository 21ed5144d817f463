using McpRedis.Faults;
using McpRedis.Guard.Commands;
using McpRedis.Redis;

namespace McpRedis.Tools.Commands;

/// <summary>Runs the commands of a plan in order: as pipelines, and between them, on a cluster, what each node has to be asked.</summary>
internal static class PlanRun
{
    public static async Task<IReadOnlyList<NodeOutcome>> RunAsync(IRedisGateway redis, CommandPlan plan, CancellationToken cancellationToken)
    {
        var outcomes = new List<NodeOutcome>(plan.Commands.Count);
        while (outcomes.Count < plan.Commands.Count)
        {
            int from = outcomes.Count, to = from;
            while (to < plan.Commands.Count && !(plan.ByNode && plan.Rulings[to].Reach != NodeReach.Any))
            {
                to++;
            }
            if (to > from)
            {
                RedisCommand[] pipeline = [.. plan.Commands.Skip(from).Take(to - from)];
                try
                {
                    outcomes.AddRange((await redis.ExecuteEachAsync(pipeline, cancellationToken)).Select(o => new NodeOutcome(o.Reply, o.Fault, null)));
                }
                catch (Fault fault) when (from > 0)
                {
                    outcomes.AddRange(pipeline.Select(_ => new NodeOutcome(RespValue.Null, fault, null)));   // the ones before have run
                }
            }
            if (to < plan.Commands.Count)
            {
                outcomes.Add(await OnNodesAsync(redis, plan.Commands[to], plan.Rulings[to].Reach, cancellationToken));
            }
        }
        return outcomes;
    }

    private static async Task<NodeOutcome> OnNodesAsync(IRedisGateway redis, RedisCommand command, NodeReach reach, CancellationToken cancellationToken)
    {
        try
        {
            var replies = reach == NodeReach.Masters ? await redis.ForEachMasterAsync(command, cancellationToken) : await redis.ForEachNodeAsync(command, cancellationToken);
            return replies.FirstOrDefault(r => r.Fault is null) is null && replies is [{ Fault: { } all }, ..] ? new(RespValue.Null, all, null) : new(RespValue.Null, null, replies);
        }
        catch (Fault fault)
        {
            return new(RespValue.Null, fault, null);   // the ones before have run
        }
    }
}

/// <param name="Reply">Reply of the one node that was asked.</param>
/// <param name="Fault">Why it failed; of all nodes, where several were asked.</param>
/// <param name="Nodes">Replies of several nodes; else null.</param>
internal sealed record NodeOutcome(RespValue Reply, Fault? Fault, IReadOnlyList<NodeReply>? Nodes);
