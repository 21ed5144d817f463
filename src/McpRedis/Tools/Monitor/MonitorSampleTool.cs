using System.Globalization;
using System.Text;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Clients;
using McpRedis.Diagnostics.Monitoring;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Reply;

namespace McpRedis.Tools.Monitor;

[RedisTool("redis_monitor_sample", "Sample of commands", Toolset.Monitor, Risk.Admin, "MONITOR", "INFO", "CLIENT LIST", "CLIENT ID", DeadlineSeconds = 40)]
internal sealed class MonitorSampleTool(IRedisGateway redis, CallGuard guard, ConnectionRegistry connections, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    private const int MostRows = 30;
    private const int RowBytes = 120;

    /// <summary>What clients do right now: commands by name, key prefix and client, from a short MONITOR of every master. Values are not shown.</summary>
    /// <param name="timeoutMs">Default 2000.</param>
    /// <param name="limit">Commands of each master; default 5000.</param>
    /// <returns>Counts, most frequent first, and what the sample cost. It ends early when the server answers late or its output buffers grow.</returns>
    /// <exception cref="Fault">confirmation_required: MONITOR slows a busy server; key_out_of_scope: it shows the keys of all.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/monitor/"/>
    public async Task<MonitorReply> RunAsync([Limits(100, 10_000)] int timeoutMs = 2000, [Limits(1, 50_000)] int limit = 5000, CancellationToken cancellationToken = default)
    {
        redis.RequireInScope(RedisCommand.Of("MONITOR"));
        var connection = connections.Get(redis.Connection);
        var door = connection.BindBulk(MonitorSampler.Commands, guard.Access, trace);
        var masters = (await door.ResolveAsync(cancellationToken)).Masters;
        guard.Require(Risk.Admin, new Effect(string.Create(CultureInfo.InvariantCulture,
            $"has {(masters.Count == 1 ? "the server" : $"each of {masters.Count} masters")} copy every command to this program for up to {timeoutMs} ms or {limit} commands; MONITOR can halve what a busy server gets done")));
        var databases = connection.Options.Databases;
        var sampler = new MonitorSampler(door, new(TimeSpan.FromMilliseconds(timeoutMs), limit), database => databases?.Contains(database) != false, time);
        var samples = await Task.WhenAll(masters.Select((node, i) => SampleAsync(sampler, node, masters.Count == 1 ? "master" : string.Create(CultureInfo.InvariantCulture, $"master-{i + 1}"), cancellationToken)));
        return samples.All(sample => sample.Sample is null) ? throw samples[0].Fault! : Told(samples);
    }

    // A master that fails is named; the others count.
    private static async Task<NodeOutcome> SampleAsync(MonitorSampler sampler, MasterNode node, string name, CancellationToken cancellationToken)
    {
        var tally = new MonitorTally();
        try
        {
            return new(name, tally, await sampler.RunAsync(node, tally, cancellationToken), null);
        }
        catch (Fault fault)
        {
            return new(name, tally, null, fault);
        }
    }

    private MonitorReply Told(NodeOutcome[] outcomes)
    {
        var seen = outcomes.Where(outcome => outcome.Sample is not null).ToList();
        var samples = seen.ConvertAll(outcome => outcome.Sample!);
        MonitoredNode[] nodes = [.. outcomes.Select(Node)];
        budget.TryTakeText(nodes.Length * 420);
        int commands = seen.Sum(outcome => outcome.Tally.Commands);
        var byCommand = Rows(seen.SelectMany(outcome => outcome.Tally.ByCommand));
        var byPrefix = Rows(seen.SelectMany(outcome => outcome.Tally.ByPrefix));
        return new(
            nodes,
            commands,
            seen.Sum(outcome => outcome.Tally.InScripts),
            [.. byCommand.TakeWhile(row => budget.TryTake(RowBytes)).Select(row => new CommandShare(row.Key, row.Count.Commands, Percent(row.Count.Commands, commands)))],
            [.. byPrefix.TakeWhile(row => budget.TryTake(RowBytes + row.Key.Length)).Select(row => new PrefixShare(RedisText.Of(Encoding.Latin1.GetBytes(row.Key)), row.Count.Commands, row.Count.Writes, Percent(row.Count.Commands, commands)))],
            [.. Clients(seen, commands).TakeWhile(row => budget.TryTake(RowBytes + row.Address.Length + (row.Name is null ? 0 : TextCut.JsonSize(row.Name.Bytes.Span))))],
            MonitorWarnings.Of(samples),
            budget.CutBy is not null,
            budget.CutBy);
    }

    private static MonitoredNode Node(NodeOutcome outcome)
    {
        var sample = outcome.Sample;
        return new(
            outcome.Name,
            outcome.Fault?.Code.Wire(),
            sample is null ? 0 : outcome.Tally.Commands,
            sample is null ? 0 : Math.Round(sample.Seconds, 2),
            sample is null ? 0 : Math.Round(outcome.Tally.Commands / Math.Max(sample.Seconds, 0.001), 1),
            sample?.EndedBy,
            sample?.Cost);
    }

    private static IEnumerable<(string Key, SampleCount Count)> Rows(IEnumerable<KeyValuePair<string, SampleCount>> counts) =>
        counts.GroupBy(pair => pair.Key).Select(group => (group.Key, Count: new SampleCount(group.Sum(pair => pair.Value.Commands), group.Sum(pair => pair.Value.Writes))))
            .OrderByDescending(row => row.Count.Commands).ThenBy(row => row.Key, StringComparer.Ordinal).Take(MostRows);

    // By host and name: a program has many connections.
    private static IEnumerable<ClientShare> Clients(List<NodeOutcome> seen, int commands) =>
        (from outcome in seen
         from pair in outcome.Tally.ByClient
         let name = Encoding.Latin1.GetString(outcome.Sample!.Clients.GetValueOrDefault(pair.Key)?.Name ?? [])
         group pair.Value by (Host: ClientEntry.HostOf(pair.Key), Name: name) into counts
         let count = counts.Sum(c => c.Commands)
         orderby count descending
         select new ClientShare(
             counts.Key.Host,
             counts.Key.Name.Length == 0 ? null : RedisText.Of(Encoding.Latin1.GetBytes(counts.Key.Name)),
             counts.Count(),
             count,
             counts.Sum(c => c.Writes),
             Percent(count, commands))).Take(MostRows);

    private static double Percent(int part, int whole) => whole == 0 ? 0 : Math.Round(100.0 * part / whole, 1);

    private sealed record NodeOutcome(string Name, MonitorTally Tally, MonitorSample? Sample, Fault? Fault);
}

/// <param name="Nodes">Masters listened to.</param>
/// <param name="Commands">Counted, without this program's own.</param>
/// <param name="InScripts">Of them run by scripts, which are counted beside their calls.</param>
/// <param name="ByCommand">By name.</param>
/// <param name="ByPrefix">By the first key's prefix, those that have a key.</param>
/// <param name="ByClient">By host and client name, without what scripts ran.</param>
/// <param name="Warnings">What to know before it is done again.</param>
/// <param name="Truncated">True when rows were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record MonitorReply(
    IReadOnlyList<MonitoredNode> Nodes,
    int Commands,
    int InScripts,
    IReadOnlyList<CommandShare> ByCommand,
    IReadOnlyList<PrefixShare> ByPrefix,
    IReadOnlyList<ClientShare> ByClient,
    IReadOnlyList<string> Warnings,
    bool Truncated,
    string? TruncatedBy);

/// <param name="Node">Which master.</param>
/// <param name="Error">Why it is missing; null when it was listened to.</param>
/// <param name="Commands">Counted.</param>
/// <param name="Seconds">How long.</param>
/// <param name="CommandsPerSecond">Counted in a second.</param>
/// <param name="EndedBy">time, limit, latency (it answered late), buffer (its output buffers grew) or lost.</param>
/// <param name="Cost">Measured beside it.</param>
internal sealed record MonitoredNode(string Node, string? Error, int Commands, double Seconds, double CommandsPerSecond, MonitorEnd? EndedBy, MonitorCost? Cost);

/// <param name="Command">Name.</param>
/// <param name="Commands">How often.</param>
/// <param name="Percent">Of all.</param>
internal sealed record CommandShare(string Command, int Commands, double Percent);

/// <param name="Prefix">Ids and what stands behind them are a star.</param>
/// <param name="Commands">How often.</param>
/// <param name="Writes">Of them those that may change keys.</param>
/// <param name="Percent">Of all.</param>
internal sealed record PrefixShare(RedisText Prefix, int Commands, int Writes, double Percent);

/// <param name="Address">Host, or unix.</param>
/// <param name="Name">As the client calls itself.</param>
/// <param name="Connections">That ran something.</param>
/// <param name="Commands">How often.</param>
/// <param name="Writes">Of them those that may change keys.</param>
/// <param name="Percent">Of all.</param>
internal sealed record ClientShare(string Address, RedisText? Name, int Connections, int Commands, int Writes, double Percent);
