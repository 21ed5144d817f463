using System.Text;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.CommandLogs;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_slowlog_get", "Slow log", Toolset.Server, Risk.Read, "SLOWLOG GET", "SLOWLOG LEN", "COMMANDLOG GET")]
internal sealed class SlowlogGetTool(IRedisGateway redis, ConnectionRegistry connections, OutputBudget budget)
{
    private const int MostEntries = 128;

    // {"node":"node-1 (master)","id":…,"atUnixSeconds":…,"durationUs":…,"command":"…","arguments":…} at its longest.
    private const int EntryBytes = 200;
    private const int ShapeBytes = 220;

    /// <summary>Slow recent commands with duration and argument count.</summary>
    /// <param name="limit">Of each node; default 20.</param>
    /// <param name="group">Sum up by command and key prefix.</param>
    /// <returns>Newest first; with group, of the last 128 of each node, the largest sum first. Arguments and client addresses are left out: they hold stored data. Of a key only the prefix is told:
    /// user:4711:cart is user:*.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/slowlog-get/"/>
    public async Task<Slowlog> RunAsync([Limits(1, MostEntries)] int limit = 20, bool group = false, CancellationToken cancellationToken = default)
    {
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("SLOWLOG GET").Arg(group ? MostEntries : limit).Large(), cancellationToken);
        if (replies.Count == 1 && replies[0].Fault is { } fault)
        {
            throw fault;
        }
        var lengths = await redis.ForEachNodeAsync(RedisCommand.Of("SLOWLOG LEN"), cancellationToken);
        string[] failed = [.. replies.Where(r => r.Fault is not null).Select(r => $"{r.Node}: {r.Fault!.Code.Wire()}")];
        budget.TryTakeText(failed.Sum(f => f.Length + 4));
        var entries = replies.Where(r => r.Fault is null).SelectMany(r => r.Reply.ItemArray.Select(e => (r.Node, Entry: LoggedCommand.Of(e))));
        SlowCommand[] shown = group ? [] :
        [
            .. entries.OrderByDescending(e => e.Entry.AtUnixSeconds).ThenByDescending(e => e.Entry.Id).TakeWhile(e => budget.TryTake(EntryBytes))
                .Select(e => new SlowCommand(e.Node, e.Entry.Id, e.Entry.AtUnixSeconds, e.Entry.Figure, e.Entry.Command.Split(' ')[0], e.Entry.Arguments)),
        ];
        SlowShape[]? groups = !group ? null :
        [
            .. Shapes(entries.Select(e => e.Entry))
                .Select(s => new SlowShape(s.Command, Told(s.Prefix), s.Count, s.Total, s.P50, s.Max, s.FewestArguments, s.MostArguments, s.LastAtUnixSeconds)),
        ];
        bool sizes = group && await redis.GetProfileAsync(cancellationToken) is { Flavour: ServerFlavour.Valkey, Version: { } version } && version >= new Version(8, 1);
        return new(
            shown,
            groups,
            sizes ? await LargeAsync("large-request", cancellationToken) : null,
            sizes ? await LargeAsync("large-reply", cancellationToken) : null,
            lengths.Where(l => l.Fault is null).Sum(l => l.Reply.Integer),
            failed,
            budget.CutBy is not null,
            budget.CutBy);
    }

    private async Task<IReadOnlyList<LargeShape>> LargeAsync(string log, CancellationToken cancellationToken)
    {
        var replies = await redis.ForEachNodeAsync(RedisCommand.Of("COMMANDLOG GET").Arg(MostEntries).Arg(log).Large(), cancellationToken);
        var shapes = Shapes(replies.Where(r => r.Fault is null).SelectMany(r => r.Reply.ItemArray.Select(LoggedCommand.Of)));
        return [.. shapes.Select(s => new LargeShape(s.Command, Told(s.Prefix), s.Count, s.Total, s.P50, s.Max, s.FewestArguments, s.MostArguments, s.LastAtUnixSeconds))];
    }

    // An entry does not say which database it ran in: where some are closed its keys may be none of the caller's business.
    private IEnumerable<CommandShape> Shapes(IEnumerable<LoggedCommand> entries)
    {
        bool open = connections.Get(redis.Connection).Options.Databases is null;
        return CommandShape.Of(open ? entries : entries.Select(entry => entry with { Prefix = null })).TakeWhile(shape => budget.TryTake(ShapeBytes + (2 * shape.Prefix?.Length ?? 0)));
    }

    private static RedisText? Told(string? prefix) => prefix is null ? null : RedisText.Of(Encoding.Latin1.GetBytes(prefix));
}

/// <param name="Items">Entries, newest first; empty with group.</param>
/// <param name="Groups">Slow commands summed up; null without group.</param>
/// <param name="LargeRequests">Large requests, on Valkey 8.1 and later with group; else null.</param>
/// <param name="LargeReplies">Large replies, likewise.</param>
/// <param name="Total">Entries the server keeps.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Truncated">True when entries were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record Slowlog(
    IReadOnlyList<SlowCommand> Items,
    IReadOnlyList<SlowShape>? Groups,
    IReadOnlyList<LargeShape>? LargeRequests,
    IReadOnlyList<LargeShape>? LargeReplies,
    long Total,
    IReadOnlyList<string> Failed,
    bool Truncated,
    string? TruncatedBy);

/// <param name="Node">Node it ran on.</param>
/// <param name="Id">Number of the entry, rising.</param>
/// <param name="AtUnixSeconds">When it ran.</param>
/// <param name="DurationUs">Microseconds it took, without waiting.</param>
/// <param name="Command">Command name.</param>
/// <param name="Arguments">Number of arguments after the name.</param>
internal sealed record SlowCommand(string Node, long Id, long AtUnixSeconds, long DurationUs, string Command, int Arguments);

/// <param name="Command">Command name, with sub-command.</param>
/// <param name="Prefix">Of its first key; null without one, and where databases are closed to the connection.</param>
/// <param name="Count">Entries.</param>
/// <param name="TotalUs">Microseconds of all.</param>
/// <param name="P50Us">Half of them took at most this.</param>
/// <param name="MaxUs">Longest.</param>
/// <param name="FewestArguments">After the first word.</param>
/// <param name="MostArguments">After the first word.</param>
/// <param name="LastAtUnixSeconds">The newest.</param>
internal sealed record SlowShape(string Command, RedisText? Prefix, int Count, long TotalUs, long P50Us, long MaxUs, int FewestArguments, int MostArguments, long LastAtUnixSeconds);

/// <param name="Command">Command name, with sub-command.</param>
/// <param name="Prefix">Of its first key; null without one, and where databases are closed to the connection.</param>
/// <param name="Count">Entries.</param>
/// <param name="TotalBytes">Of all.</param>
/// <param name="P50Bytes">Half of them had at most this.</param>
/// <param name="MaxBytes">Largest.</param>
/// <param name="FewestArguments">After the first word.</param>
/// <param name="MostArguments">After the first word.</param>
/// <param name="LastAtUnixSeconds">The newest.</param>
internal sealed record LargeShape(string Command, RedisText? Prefix, int Count, long TotalBytes, long P50Bytes, long MaxBytes, int FewestArguments, int MostArguments, long LastAtUnixSeconds);
