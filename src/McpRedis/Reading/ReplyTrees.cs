using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>Replies of any shape, as much of them as the budget holds.</summary>
internal static class ReplyTrees
{
    // Deeper than any reply of Redis and its modules; a reader of JSON stops at 64.
    private const int MaxDepth = 40;

    // {"items":[],"total":4294967295,"truncated":true}, around what is left when the budget ends inside a list.
    private const int Brackets = 52;

    /// <param name="reply">Reply of the server.</param>
    /// <param name="command">What it answers, for a nested error.</param>
    /// <param name="budget">Taken from while the tree is made.</param>
    public static ReplyTree Of(RespValue reply, string command, OutputBudget budget) => Of(reply, command, budget, 0) ?? Nothing(reply);

    /// <summary>A reply that is shown whole, whatever it takes: what it tells exists nowhere else any more.</summary>
    /// <param name="reply">Reply of the server.</param>
    /// <param name="command">What it answers, for a nested error.</param>
    /// <param name="budget">Pays for it, if need be from what others would have had.</param>
    public static ReplyTree Whole(RespValue reply, string command, OutputBudget budget)
    {
        switch (reply.Kind)
        {
            case RespKind.Array or RespKind.Set or RespKind.Push or RespKind.Map:
                budget.Spend(Brackets);
                var items = reply.ItemArray.Select(i => Whole(i, command, budget)).ToList();
                return reply.Kind == RespKind.Map ? ReplyTree.Map(items, reply.Count / 2) : ReplyTree.List(items, reply.Count);
            case RespKind.BulkString or RespKind.SimpleString or RespKind.VerbatimString:
                budget.Spend(TextCut.JsonSize(reply.Bytes.Span) + 18);
                return ReplyTree.Of(RedisText.Of(reply.Bytes));
            default:
                return Of(reply, command, new OutputBudget(OutputBudget.DefaultBytes));   // a number or null: always small
        }
    }

    /// <summary>As <see cref="Whole"/> where the budget has room for it, else cut: for a command of which nobody knows whether it deletes what it tells.</summary>
    public static ReplyTree WholeIfItFits(RespValue reply, string command, OutputBudget budget) =>
        SizeOf(reply) <= budget.BytesLeft ? Whole(reply, command, budget) : Of(reply, command, budget);

    private static long SizeOf(RespValue reply) => reply.IsAggregate ? Brackets + reply.ItemArray.Sum(SizeOf) : TextCut.JsonSize(reply.Bytes.Span) + 34;

    /// <summary>The same command's replies of several nodes, by their names; of a node that failed the code.</summary>
    public static ReplyTree ByNode(IReadOnlyList<NodeReply> replies, string command, OutputBudget budget) => ReplyTree.Map(
        [.. replies.SelectMany(r => new[] { ReplyTree.Of(RedisText.Of(Encoding.ASCII.GetBytes(r.Node))), r.Fault is { } fault ? ReplyTree.Error(fault.Code.Wire()) : Of(r.Reply, command, budget) })],
        replies.Count);

    private static ReplyTree? Of(RespValue reply, string command, OutputBudget budget, int depth)
    {
        switch (reply.Kind)
        {
            case RespKind.Null: return budget.TryTakeText(5) ? ReplyTree.Null : null;
            case RespKind.Integer: return budget.TryTakeText(34) ? ReplyTree.Of(reply.Integer) : null;
            case RespKind.Boolean: return budget.TryTakeText(6) ? ReplyTree.Of(reply.Integer != 0) : null;
            case RespKind.Double: return budget.TryTakeText(26) ? ReplyTree.Of(reply.Double) : null;
            case RespKind.BigNumber: return budget.TryTakeText(reply.Bytes.Length + 16) ? ReplyTree.BigNumber(reply.Text) : null;
            case RespKind.Error: return budget.TryTakeText(48) ? ReplyTree.Error(RedisFaults.FromReply(reply.Text, command).Code.Wire()) : null;
            case RespKind.Array or RespKind.Set or RespKind.Push: return List(reply, command, budget, depth, 1);
            case RespKind.Map: return List(reply, command, budget, depth, 2);
            default:
                var text = budget.Cut(reply.Bytes);   // counts as bytes only: the list it is in counts the items
                return budget.TryTakeText(TextCut.JsonSize(text.Bytes.Span) + (text.Truncated ? 56 : 18)) ? ReplyTree.Of(text) : null;
        }
    }

    private static ReplyTree? List(RespValue reply, string command, OutputBudget budget, int depth, int step)
    {
        if (!budget.TryTakeText(Brackets))
        {
            return null;
        }
        var items = new List<ReplyTree>(Math.Min(reply.Count, budget.MaxItems));
        // Every element counts as an item, pairs as one: half a pair is none.
        for (int at = 0; at + step <= reply.Count && depth < MaxDepth && budget.TryTake(2 * step); at += step)
        {
            var parts = reply.ItemArray.AsSpan(at, step).ToArray().Select(i => Of(i, command, budget, depth + 1)).ToArray();
            if (parts.Any(p => p is null))
            {
                break;
            }
            items.AddRange(parts!);
        }
        return step == 2 ? ReplyTree.Map(items, reply.Count / 2) : ReplyTree.List(items, reply.Count);
    }

    // The reply came and nothing of it can be shown any more.
    private static ReplyTree Nothing(RespValue reply) =>
        reply.Kind == RespKind.Map ? ReplyTree.Map([], reply.Count / 2)
        : reply.IsAggregate ? ReplyTree.List([], reply.Count)
        : ReplyTree.Of(new RedisText(default, Math.Max(1, reply.Bytes.Length)));
}
