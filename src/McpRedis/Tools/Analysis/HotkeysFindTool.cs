using McpRedis.Analysis.Hot;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

[RedisTool(
    "redis_hotkeys_find", "Find hot keys", Toolset.Analysis, Risk.Admin, "HOTKEYS START", "HOTKEYS GET", "HOTKEYS STOP", "HOTKEYS RESET", "MONITOR", DeadlineSeconds = 60)]
internal sealed class HotkeysFindTool(IRedisGateway redis, ConnectionRegistry connections, CallGuard guard, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    private const int LongestMonitor = 5;
    private const int JsonBytes = 160;

    /// <summary>Keys that are used most: by HOTKEYS where the server has it, else by watching all commands for a moment.</summary>
    /// <param name="maxSeconds">How long to watch; MONITOR 5 at most.</param>
    /// <param name="limit">Default 20.</param>
    /// <returns>By share of the server's time (hotkeys), or of the key uses seen (monitor).</returns>
    /// <exception cref="Fault">key_out_of_scope: only some keys are open, and this shows all; conflict: tracked by somebody else.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/hotkeys/"/>
    public async Task<HotKeyList> RunAsync([Limits(1, 30)] int maxSeconds = 3, [Limits(1, 64)] int limit = 20, CancellationToken cancellationToken = default)
    {
        var connection = connections.Get(redis.Connection);
        if (connection.Scope is not null)
        {
            throw new Fault(ErrorCode.KeyOutOfScope, "Hot keys are found among all keys of the server, and access is limited to a key prefix.", "Under an LFU policy redis_analysis_run counts the uses of the open keys.");
        }
        // The server's tracking does not tell databases, so what is closed to us could not be left out.
        var open = connection.Options.Databases;
        bool tracks = open is null && await connection.KnowsAsync(["HOTKEYS"], cancellationToken) is [true];
        int seconds = tracks ? maxSeconds : Math.Min(maxSeconds, LongestMonitor);
        guard.Require(Risk.Admin, new Effect(tracks
            ? $"has the server track hot keys for {seconds} s (HOTKEYS), which costs it little"
            : $"watches every command of all clients for {seconds} s (MONITOR), which can halve what the server does meanwhile; values are dropped unseen"));
        var door = connection.BindBulk(["HOTKEYS START", "HOTKEYS GET", "HOTKEYS STOP", "HOTKEYS RESET", "MONITOR"], guard.Access, trace);
        var masters = (await door.ResolveAsync(cancellationToken)).Masters;
        var found = await Task.WhenAll(masters.Select(node => FindAsync(door, node, tracks, open, TimeSpan.FromSeconds(seconds), limit, cancellationToken)));
        return Reply(found, limit);
    }

    private Task<HotKeysFound> FindAsync(IBulkGateway door, MasterNode node, bool tracks, IReadOnlyList<int>? open, TimeSpan duration, int limit, CancellationToken cancellationToken) => tracks
        ? HotKeysTracking.RunAsync(door, node, duration, limit, time, cancellationToken)
        : MonitorSample.RunAsync(door, node, open, duration, time, cancellationToken);

    private HotKeyList Reply(HotKeysFound[] found, int limit)
    {
        long total = found.Sum(node => node.Keys.Count == 0 ? 0 : node.Keys[0].Total);
        var keys = new List<HotKeyItem>();
        foreach (var key in found.SelectMany(node => node.Keys).OrderByDescending(key => key.Low).Take(limit))
        {
            var name = budget.ShortKey(key.Name) with { SizeBytes = key.NameBytes };
            if (!budget.TryTake(TextCut.JsonSize(name.Bytes.Span) + JsonBytes))
            {
                break;
            }
            keys.Add(new(name, key.Database, Percent(key.Low), Percent(key.High), key.NetBytes));
        }
        return new(found[0].Source, Math.Round(found.Max(node => node.Took.TotalSeconds), 2), found.Length, found.Sum(node => node.Commands), keys, budget.CutBy);

        double Percent(long uses) => total == 0 ? 0 : Math.Round((double)uses / total * 100, 2);
    }
}

/// <param name="Source">hotkeys, or monitor.</param>
/// <param name="Seconds">Time that was watched.</param>
/// <param name="Nodes">Servers that were.</param>
/// <param name="Commands">Commands seen; null where the server counted.</param>
/// <param name="Keys">Hottest first.</param>
/// <param name="TruncatedBy">Limit that cut the list; else null.</param>
internal sealed record HotKeyList(HotKeysSource Source, double Seconds, int Nodes, long? Commands, IReadOnlyList<HotKeyItem> Keys, string? TruncatedBy);

/// <param name="Key">Its name.</param>
/// <param name="Database">Its database; null where the server does not tell.</param>
/// <param name="LowPercent">Its share of use, at least.</param>
/// <param name="HighPercent">At most.</param>
/// <param name="NetBytes">Bytes over the network; null where they were not counted.</param>
internal sealed record HotKeyItem(RedisText Key, int? Database, double LowPercent, double HighPercent, long? NetBytes);
