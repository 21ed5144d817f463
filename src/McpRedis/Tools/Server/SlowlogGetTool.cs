using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_slowlog_get", "Slow log", Toolset.Server, Risk.Read, "SLOWLOG GET", "SLOWLOG LEN")]
internal sealed class SlowlogGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Slowest recent commands by name, with duration and argument count.</summary>
    /// <param name="limit">Entries of each node; default 20.</param>
    /// <returns>Newest first. Arguments and client addresses are left out: they hold stored data.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/slowlog-get/"/>
    public async Task<Slowlog> RunAsync([Limits(1, 128)] int limit = 20, CancellationToken cancellationToken = default)
    {
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("SLOWLOG GET").Arg(limit).Large(), cancellationToken);
        if (replies.Count == 1 && replies[0].Fault is { } fault)
        {
            throw fault;
        }
        var lengths = await redis.ForEachNodeAsync(RedisCommand.Of("SLOWLOG LEN"), cancellationToken);
        var entries = replies.Where(r => r.Fault is null).SelectMany(r => r.Reply.ItemArray.Select(e => Entry(r.Node, e)));
        string[] failed = [.. replies.Where(r => r.Fault is not null).Select(r => $"{r.Node}: {r.Fault!.Code.Wire()}")];
        budget.TryTakeText(failed.Sum(f => f.Length + 4));
        SlowCommand[] shown = [.. entries.OrderByDescending(e => e.AtUnixSeconds).ThenByDescending(e => e.Id).TakeWhile(e => budget.TryTake(EntryBytes))];
        return new(shown, lengths.Where(l => l.Fault is null).Sum(l => l.Reply.Integer), failed, budget.CutBy is not null, budget.CutBy);
    }

    // {"node":"node-1 (master)","id":…,"atUnixSeconds":…,"durationUs":…,"command":"…","arguments":…} at its longest.
    private const int EntryBytes = 200;

    // 1) id 2) unix time 3) microseconds 4) arguments 5) client address 6) client name
    private static SlowCommand Entry(string node, RespValue entry)
    {
        var arguments = entry[3].ItemArray;
        return new(node, entry[0].Integer, entry[1].Integer, entry[2].Integer, CommandName(arguments), arguments.Length - 1);
    }

    // What stands in the place of the name is shown only when it is a command: anything else is a client's text.
    private static string CommandName(RespValue[] arguments)
    {
        string name = arguments.Length == 0 ? "" : arguments[0].Text.ToUpperInvariant();
        return CommandTable.Pinned.Find(name) is null ? "(unknown)" : name;
    }
}

/// <param name="Items">Entries, newest first.</param>
/// <param name="Total">Entries the server keeps.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Truncated">True when entries were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record Slowlog(IReadOnlyList<SlowCommand> Items, long Total, IReadOnlyList<string> Failed, bool Truncated, string? TruncatedBy);

/// <param name="Node">Node it ran on.</param>
/// <param name="Id">Number of the entry, rising.</param>
/// <param name="AtUnixSeconds">When it ran.</param>
/// <param name="DurationUs">Microseconds it took, without waiting.</param>
/// <param name="Command">Command name.</param>
/// <param name="Arguments">Number of arguments after the name.</param>
internal sealed record SlowCommand(string Node, long Id, long AtUnixSeconds, long DurationUs, string Command, int Arguments);
