using System.Globalization;
using McpRedis.Analysis;
using McpRedis.Analysis.Hot;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Monitoring;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

[RedisTool(
    "redis_hotkeys_find", "Find hot keys", Toolset.Analysis, Risk.Admin,
    "HOTKEYS START", "HOTKEYS GET", "HOTKEYS STOP", "HOTKEYS RESET", "MONITOR", "CLIENT LIST", "CLIENT ID",
    "SCAN", "TYPE", "STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "OBJECT FREQ", "INFO", "CONFIG GET", "PING", DeadlineSeconds = 60)]
internal sealed class HotkeysFindTool(IRedisGateway redis, ConnectionRegistry connections, CallGuard guard, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    private const int LongestMonitor = 5;
    private const int MostCommands = 200_000;
    private static readonly string[] Tracking = ["HOTKEYS START", "HOTKEYS GET", "HOTKEYS STOP", "HOTKEYS RESET"];

    /// <summary>Keys that are used most: by HOTKEYS where the server has it, by its counters under an LFU policy, else by watching all commands for a moment.</summary>
    /// <param name="maxSeconds">How long to watch; MONITOR 5 at most.</param>
    /// <param name="limit">Default 20.</param>
    /// <returns>By share of the server's time (hotkeys), counter (frequency) or share of the key uses seen (monitor). Size plays no part.</returns>
    /// <exception cref="Fault">key_out_of_scope: only some keys are open, and this shows all; conflict: tracked by somebody else.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/hotkeys/"/>
    public async Task<HotKeyList> RunAsync([Limits(1, 30)] int maxSeconds = 3, [Limits(1, 64)] int limit = 20, CancellationToken cancellationToken = default)
    {
        var connection = connections.Get(redis.Connection);
        // Neither keys nor databases can be left out of what the server tracks.
        bool tracks = connection is { Scope: null, Options.Databases: null } && await connection.KnowsAsync(["HOTKEYS"], cancellationToken) is [true];
        if (!tracks && await CountsUsesAsync(cancellationToken))
        {
            return await ByCounterAsync(connection, TimeSpan.FromSeconds(maxSeconds), limit, cancellationToken);
        }
        redis.RequireInScope(RedisCommand.Of("MONITOR"));
        int seconds = tracks ? maxSeconds : Math.Min(maxSeconds, LongestMonitor);
        guard.Require(Risk.Admin, new Effect(tracks
            ? $"has the server track hot keys for {seconds} s (HOTKEYS), which costs it little"
            : $"watches every command of all clients for {seconds} s (MONITOR), which can halve what the server does meanwhile; values are dropped unseen"));
        var door = connection.BindBulk(tracks ? Tracking : MonitorSampler.Commands, guard.Access, trace);
        var masters = (await door.ResolveAsync(cancellationToken)).Masters;
        var duration = TimeSpan.FromSeconds(seconds);
        var databases = connection.Options.Databases;
        var sampler = new MonitorSampler(door, new(duration, MostCommands), database => databases?.Contains(database) != false, time);
        var watches = await Task.WhenAll(masters.Select(node => WatchAsync(tracks ? TrackAsync(door, node, duration, limit, cancellationToken) : SampleAsync(sampler, node, cancellationToken))));
        return Reply(watches, limit);
    }

    // Where INFO is not open to us it stays unknown, and the next way is gone.
    private async Task<bool> CountsUsesAsync(CancellationToken cancellationToken)
    {
        var masters = await redis.ForEachMasterAsync(RedisCommand.Of("INFO").Arg("memory"), cancellationToken);
        return masters.Count > 0 && masters.All(node => node.Fault is null && HotCounter.IsKept(InfoText.Parse(node.Reply.Text)) == true);
    }

    private async Task<HotKeyList> ByCounterAsync(RedisConnection connection, TimeSpan duration, int limit, CancellationToken cancellationToken)
    {
        var options = new AnalysisOptions { SizeShare = 0, EncodingShare = 0, AsksExpiry = false, UseShare = 1, Scale = new() { Top = limit } };
        var report = await new LiveAnalysis(connection.BindBulk(LiveAnalysis.Commands, AccessLevel.Read, trace), connection.Options.Databases, options, time).RunAsync(duration, long.MaxValue, null, cancellationToken);
        var notes = new List<string> { "The counter grows with the logarithm of uses (by default 18 is about 1000 of them, 142 about 100 000) and falls by the minute without any; keys that were only written are left out." };
        if (!report.Coverage.IsComplete)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{report.Coverage.Seen} keys were seen, not all: there may be hotter ones. redis_analysis_run sees all in time."));
        }
        var keys = new List<HotKeyItem>();
        foreach (var key in report.Tally.ByFrequency.Ranked.Where(key => HotCounter.IsUsed(key.Frequency)).Take(limit))
        {
            if (HotKeyItem.Named(key.Name, key.NameBytes, budget) is not { } name)
            {
                break;
            }
            keys.Add(new(name, key.Database, null, null, key.Frequency, null));
        }
        return new(HotKeysSource.Frequency, Math.Round(report.Took.TotalSeconds, 2), report.Parts, null, keys, notes, budget.CutBy);
    }

    private async Task<HotWatch> TrackAsync(IBulkGateway door, MasterNode node, TimeSpan duration, int limit, CancellationToken cancellationToken) =>
        new(await HotKeysTracking.RunAsync(door, node, duration, limit, time, cancellationToken), null, null);

    private static async Task<HotWatch> SampleAsync(MonitorSampler sampler, MasterNode node, CancellationToken cancellationToken)
    {
        var tally = new HotKeyTally();
        var sample = await sampler.RunAsync(node, tally, cancellationToken);
        return new(tally.Found(TimeSpan.FromSeconds(sample.Seconds)), sample, null);
    }

    // A master that fails is told of; the others count.
    private static async Task<HotWatch> WatchAsync(Task<HotWatch> watch)
    {
        try
        {
            return await watch;
        }
        catch (Fault fault)
        {
            return new(null, null, fault);
        }
    }

    private HotKeyList Reply(HotWatch[] watches, int limit)
    {
        var found = new List<HotKeysFound>();
        var samples = new List<MonitorSample>();
        var failures = new List<Fault>();
        foreach (var watch in watches)
        {
            AddTo(found, watch.Found);
            AddTo(samples, watch.Sample);
            AddTo(failures, watch.Fault);
        }
        if (found.Count == 0)
        {
            throw failures[0];
        }
        var notes = MonitorWarnings.Of(samples);
        if (found[0].Source == HotKeysSource.Hotkeys)
        {
            notes.Add($"One in {HotKeysTracking.Ratio} commands was looked at: shares of few commands are rough.");
        }
        notes.AddRange(failures.Select(fault => $"One of {watches.Length} masters is missing: {fault.Message}"));
        long total = found.Sum(node => node.Keys.Count == 0 ? 0 : node.Keys[0].Total);
        var keys = new List<HotKeyItem>();
        foreach (var key in found.SelectMany(node => node.Keys).OrderByDescending(key => key.Low).Take(limit))
        {
            if (HotKeyItem.Named(key.Name, key.NameBytes, budget) is not { } name)
            {
                break;
            }
            keys.Add(new(name, key.Database, Percent(key.Low), Percent(key.High), null, key.NetBytes));
        }
        return new(found[0].Source, Math.Round(found.Max(node => node.Took.TotalSeconds), 2), found.Count, found.Sum(node => node.Commands), keys, notes, budget.CutBy);

        double Percent(long uses) => total == 0 ? 0 : Math.Round((double)uses / total * 100, 2);
    }

    private static void AddTo<T>(List<T> list, T? item) where T : class
    {
        if (item is not null)
        {
            list.Add(item);
        }
    }

    private sealed record HotWatch(HotKeysFound? Found, MonitorSample? Sample, Fault? Fault);
}

/// <param name="Source">hotkeys, frequency or monitor.</param>
/// <param name="Seconds">Time that was watched, or that it took.</param>
/// <param name="Nodes">Servers that were.</param>
/// <param name="Commands">Commands seen; null where the server counted.</param>
/// <param name="Keys">Hottest first.</param>
/// <param name="Notes">What to know of it.</param>
/// <param name="TruncatedBy">Limit that cut the list; else null.</param>
internal sealed record HotKeyList(HotKeysSource Source, double Seconds, int Nodes, long? Commands, IReadOnlyList<HotKeyItem> Keys, IReadOnlyList<string> Notes, string? TruncatedBy);

/// <param name="Key">Its name.</param>
/// <param name="Database">Its database; null where the server does not tell.</param>
/// <param name="LowPercent">Its share of use, at least; null by counters.</param>
/// <param name="HighPercent">At most.</param>
/// <param name="Frequency">Counter of an LFU policy, 0 to 255.</param>
/// <param name="NetBytes">Bytes over the network; null where they were not counted.</param>
internal sealed record HotKeyItem(RedisText Key, int? Database, double? LowPercent, double? HighPercent, long? Frequency, long? NetBytes)
{
    private const int JsonBytes = 180;

    /// <summary>The name as it is shown; null when the reply is full.</summary>
    public static RedisText? Named(byte[] name, int nameBytes, OutputBudget budget)
    {
        var shown = budget.ShortKey(name) with { SizeBytes = nameBytes };
        return budget.TryTake(TextCut.JsonSize(shown.Bytes.Span) + JsonBytes) ? shown : null;
    }
}
