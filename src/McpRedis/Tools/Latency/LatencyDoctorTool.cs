using McpRedis.Catalogue;
using McpRedis.Diagnostics.Latency;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Latency;

[RedisTool("redis_latency_doctor", "Latency", Toolset.Latency, Risk.Read, "LATENCY DOCTOR", "LATENCY LATEST", "LATENCY HISTORY", "LATENCY HISTOGRAM", "CONFIG GET", "INFO")]
internal sealed class LatencyDoctorTool(IRedisGateway redis, OutputBudget budget)
{
    private const int EventBytes = 330;
    private const int PointBytes = 44;
    private const int CommandBytes = 140;

    /// <summary>Stalls of every node by kind with the server's advice, and the slowest commands with percentiles.</summary>
    /// <param name="name">Event whose history to add, such as fork.</param>
    /// <param name="commands">Commands whose histogram to add.</param>
    /// <param name="limit">Slowest commands of each node; default 20.</param>
    /// <returns>Times in ms for events and us for commands, since the server's start or the last reset. Without monitored no events are recorded.</returns>
    /// <seealso href="https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/"/>
    public async Task<LatencyReport> RunAsync(string? name = null, [Items(1, 20)] string[]? commands = null, [Limits(0, 200)] int limit = 20, CancellationToken cancellationToken = default)
    {
        var nodes = await NodeLatency.ReadAsync(redis, cancellationToken);
        var histories = name is null ? [] : await redis.ForEachNodeAsync(RedisCommand.Of("LATENCY HISTORY").Arg(name), cancellationToken);
        var histograms = commands is null ? [] : await redis.ForEachNodeAsync(Histogram(commands), cancellationToken);
        var told = new List<LatencyNode>();
        foreach (var node in nodes)
        {
            budget.TryTakeText(200 + node.Doctor.Advice.Sum(text => text.Length + 4));
            told.Add(new(
                node.Node,
                node.Error,
                node.ThresholdMs is { } threshold ? threshold > 0 : null,
                node.ThresholdMs,
                [.. node.Events.TakeWhile(_ => budget.TryTake(EventBytes)).Select(e => Told(e, node, name))],
                name is not null && Of(histories, node.Node) is { } history ? Series(history) : null,
                [.. node.Commands.Take(limit).TakeWhile(c => budget.TryTake(CommandBytes + c.Command.Length)).Select(c => new SlowCommandLatency(c.Command, c.Calls, c.MeanUs, c.PercentilesUs))],
                Of(histograms, node.Node) is { } spread ? [.. LatencyHistogram.Read(spread).TakeWhile(h => budget.TryTake(60 + (h.Steps.Count * 32))).Select(h => new CommandHistogram(h.Command, h.Calls, h.Steps))] : [],
                node.Doctor.Advice));
        }
        return new(told, nodes.Count(node => node.Error is not null), Advice(nodes), budget.CutBy is not null, budget.CutBy);
    }

    private static RedisCommand Histogram(string[] commands)
    {
        var command = RedisCommand.Of("LATENCY HISTOGRAM").Large();
        Array.ForEach(commands, name => command.Arg(name.ToLowerInvariant()));
        return command;
    }

    private static RespValue? Of(IReadOnlyList<NodeReply> replies, string node) =>
        replies.FirstOrDefault(reply => reply.Node == node) is { Fault: null } found ? found.Reply : null;

    private EventSeries Series(RespValue history)
    {
        var series = LatencySeries.Of(history);
        // The newest ones, where not all fit.
        var points = series.Points.Reverse().TakeWhile(_ => budget.TryTakeText(PointBytes)).Reverse().ToList();
        return new(points, series.MinMs, series.MaxMs, series.AverageMs);
    }

    private static StallEvent Told(LatencyEvent stall, NodeLatency node, string? asked)
    {
        var doctor = node.Doctor.Events.FirstOrDefault(e => e.Event == stall.Name);
        return new(stall.Name, stall.Meaning, stall.LastAtUnixSeconds, stall.LastMs, stall.MaxMs, doctor?.Spikes, doctor?.AverageMs, doctor?.MeanDeviationMs, doctor?.PeriodSeconds, stall.Name == asked);
    }

    private static List<string> Advice(IReadOnlyList<NodeLatency> nodes)
    {
        var advice = new List<string>();
        int off = nodes.Count(node => node.ThresholdMs == 0);
        if (off > 0)
        {
            advice.Add($"latency-monitor-threshold is 0 on {off} of {nodes.Count} nodes: they record no events. 100 (ms) costs nothing measurable; redis_config_set (toolset config) sets it.");
        }
        if (nodes.Any(node => node.Error is null && node.Commands.Count == 0))
        {
            advice.Add("No percentiles of commands: the server is older than Redis 7.0, latency-tracking is off, or INFO may not be read.");
        }
        return advice;
    }
}

/// <param name="Nodes">One for a standalone server, every node of a cluster.</param>
/// <param name="Failed">Nodes that did not answer; their error says why.</param>
/// <param name="Advice">What keeps this report from telling more.</param>
/// <param name="Truncated">True when something was left out.</param>
/// <param name="TruncatedBy">Limit that left it out.</param>
internal sealed record LatencyReport(IReadOnlyList<LatencyNode> Nodes, int Failed, IReadOnlyList<string> Advice, bool Truncated, string? TruncatedBy);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why this node is missing; null when it answered.</param>
/// <param name="Monitored">Whether events are recorded; null where CONFIG may not be read.</param>
/// <param name="ThresholdMs">Shorter stalls are not recorded.</param>
/// <param name="Events">Kinds of stalls there were.</param>
/// <param name="Series">History of the event asked for; null without a name.</param>
/// <param name="Commands">Slowest commands by their highest percentile.</param>
/// <param name="Histograms">Of the commands asked for that were called.</param>
/// <param name="ServerAdvice">What the server itself advises.</param>
internal sealed record LatencyNode(
    string Node,
    string? Error,
    bool? Monitored,
    long? ThresholdMs,
    IReadOnlyList<StallEvent> Events,
    EventSeries? Series,
    IReadOnlyList<SlowCommandLatency> Commands,
    IReadOnlyList<CommandHistogram> Histograms,
    IReadOnlyList<string> ServerAdvice);

/// <param name="Event">Name.</param>
/// <param name="Meaning">What stalls there; null when it is not known.</param>
/// <param name="LastAtUnixSeconds">Last time.</param>
/// <param name="LastMs">How long it was.</param>
/// <param name="MaxMs">Longest.</param>
/// <param name="Spikes">How many are kept; null where the server does not say.</param>
/// <param name="AverageMs">Their mean.</param>
/// <param name="MeanDeviationMs">How far they lie from it.</param>
/// <param name="PeriodSeconds">Mean time between two.</param>
/// <param name="Asked">Its history is in series.</param>
internal sealed record StallEvent(string Event, string? Meaning, long LastAtUnixSeconds, long LastMs, long MaxMs, long? Spikes, long? AverageMs, long? MeanDeviationMs, double? PeriodSeconds, bool Asked);

/// <param name="Points">Worst of a second, oldest first; 160 at most.</param>
/// <param name="MinMs">Shortest; null without points.</param>
/// <param name="MaxMs">Longest.</param>
/// <param name="AverageMs">Mean.</param>
internal sealed record EventSeries(IReadOnlyList<LatencyPoint> Points, long? MinMs, long? MaxMs, double? AverageMs);

/// <param name="Command">Name.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="MeanUs">Mean time.</param>
/// <param name="PercentilesUs">By name.</param>
internal sealed record SlowCommandLatency(string Command, long? Calls, double? MeanUs, IReadOnlyDictionary<string, double> PercentilesUs);

/// <param name="Command">Name.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Steps">Calls up to each bound and above the one before.</param>
internal sealed record CommandHistogram(string Command, long Calls, IReadOnlyList<HistogramStep> Steps);
