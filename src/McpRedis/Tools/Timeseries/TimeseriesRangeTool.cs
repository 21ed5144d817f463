using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Timeseries;

[RedisTool("redis_timeseries_range", "Read samples", Toolset.Timeseries, Risk.Read, "TS.RANGE", "TS.REVRANGE", "TS.MRANGE", "TS.MREVRANGE", "TS.QUERYINDEX")]
internal sealed class TimeseriesRangeTool(IRedisGateway redis, OutputBudget budget)
{
    private const int SampleBytes = 48;

    // What a server is made to send at once, of all series together.
    private const int MostSamples = 20_000;

    /// <summary>Read samples of one time series, or of all whose labels match.</summary>
    /// <param name="key">Series.</param>
    /// <param name="filters">Or label filters: area=north.</param>
    /// <param name="startMs">From this Unix time in milliseconds.</param>
    /// <param name="endMs">To this one.</param>
    /// <param name="aggregate">Of each bucket.</param>
    /// <param name="bucketMs">Length of a bucket.</param>
    /// <param name="reverse">Newest first.</param>
    /// <param name="cursor">From the previous page, of one series.</param>
    /// <param name="limit">Samples of each series; default 100.</param>
    /// <returns>Series with their samples.</returns>
    /// <exception cref="Fault">key_not_found: no such series; budget_exceeded: filters find too many series for this limit.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ts.range/"/>
    public async Task<SampleSeries> RunAsync(
        byte[]? key = null,
        [Items(1, 20)] string[]? filters = null,
        long? startMs = null,
        long? endMs = null,
        Aggregation? aggregate = null,
        long? bucketMs = null,
        bool reverse = false,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        if (key is null == filters is null)
        {
            throw Fault.Argument("key", "give key or filters, one of the two.");
        }
        if (aggregate is null != bucketMs is null || bucketMs < 1)
        {
            throw Fault.Argument("bucketMs", "goes with aggregate, which needs it: 1 or more.");
        }
        if (cursor is not null && key is null)
        {
            throw Fault.Argument("cursor", "goes with key.");
        }
        // A cursor is the time the next page begins at.
        long? next = PageCursor.Parse(cursor, "list")?.Index;
        var command = RedisCommand.Of(key is not null ? reverse ? "TS.REVRANGE" : "TS.RANGE" : reverse ? "TS.MREVRANGE" : "TS.MRANGE");
        if (key is not null)
        {
            command.Key(key);
        }
        command.Arg(Time(reverse ? startMs : next ?? startMs, "-")).Arg(Time(reverse ? next ?? endMs : endMs, "+"));
        if (key is null)
        {
            command.Arg("WITHLABELS");
        }
        command.Arg("COUNT").Arg(limit + 1);   // one more tells whether there is more
        if (aggregate is { } function)
        {
            command.Arg("AGGREGATION").Arg(Name(function)).Arg(bucketMs!.Value);
        }
        if (filters is not null)
        {
            await RefuseManyAsync(filters, limit, cancellationToken);
            command.Arg("FILTER").Args(filters.Select(TimeseriesReplies.Filter));
        }
        var reply = await TimeseriesReplies.RunAsync(redis, command.Large(), cancellationToken);
        return key is not null ? One(key, reply, limit) : Many(reply, limit);
    }

    private async Task RefuseManyAsync(string[] filters, int limit, CancellationToken cancellationToken)
    {
        var found = await TimeseriesReplies.RunAsync(redis, RedisCommand.Of("TS.QUERYINDEX").Args(filters.Select(TimeseriesReplies.Filter)).Large(), cancellationToken);
        if ((long)found.Count * limit > MostSamples)
        {
            throw new Fault(ErrorCode.BudgetExceeded, $"The filters find {found.Count} series, of up to {limit} samples each.", $"Narrow the filters or lower limit: series times limit is at most {MostSamples}.");
        }
    }

    private SampleSeries One(byte[] key, RespValue reply, int limit)
    {
        var shownKey = budget.Echo(key);
        var (samples, cut) = Samples(reply, limit);
        string? next = cut && samples.Count > 0 ? new PageCursor("list", $"{reply[samples.Count][0].Integer}").ToString() : null;
        return new([new(shownKey, [], samples, cut)], 1, next, next is not null, next is null ? null : budget.CutBy ?? "limit");
    }

    // RESP2 [[key, labels, samples], …]; RESP3 {key: [labels, aggregators, samples]}.
    private SampleSeries Many(RespValue reply, int limit)
    {
        var series = new List<Series>();
        bool map = reply.Kind == RespKind.Map;
        int total = map ? reply.Count / 2 : reply.Count;
        for (int i = 0; i < total; i++)
        {
            var name = map ? reply[i * 2] : reply[i][0];
            var parts = map ? reply[(i * 2) + 1] : reply[i];
            if (Labels(map ? parts[0] : parts[1]) is not { } labels || budget.TryTakeValue(name.Bytes, name.Bytes.Length, 96) is not { } shown)
            {
                break;
            }
            var (samples, cut) = Samples(parts[parts.Count - 1], limit);
            series.Add(new(shown, labels, samples, cut));
        }
        bool truncated = series.Count < total || series.Any(s => s.Truncated);
        return new(series, total, null, truncated, truncated ? budget.CutBy ?? "limit" : null);
    }

    private (List<Sample> Samples, bool Cut) Samples(RespValue list, int limit)
    {
        var samples = new List<Sample>();
        foreach (var sample in list.ItemArray.Take(limit))
        {
            if (!budget.TryTake(SampleBytes))
            {
                break;
            }
            samples.Add(new(sample[0].Integer, sample[1].Double));
        }
        return (samples, samples.Count < list.Count);
    }

    private List<HashField>? Labels(RespValue labels)
    {
        var shown = new List<HashField>();
        // [[name, value], …], or a map.
        bool map = labels.Kind == RespKind.Map;
        for (int i = 0; i < labels.Count; i += map ? 2 : 1)
        {
            RespValue name = map ? labels[i] : labels[i][0], value = map ? labels[i + 1] : labels[i][1];
            if (budget.TryTakePair(name.Bytes, value.Bytes) is not { } pair)
            {
                return null;
            }
            shown.Add(new(pair.First, pair.Second));
        }
        return shown;
    }

    private static string Time(long? time, string open) =>
        time is null ? open : time >= 0 ? $"{time}" : throw Fault.Argument("startMs", "a time is 0 or more.");

    private static string Name(Aggregation function) => function switch
    {
        Aggregation.StdP => "std.p",
        Aggregation.StdS => "std.s",
        Aggregation.VarP => "var.p",
        Aggregation.VarS => "var.s",
        _ => function.ToString().ToLowerInvariant(),
    };
}

/// <summary>What is computed over a bucket.</summary>
internal enum Aggregation
{
    Avg,
    Sum,
    Min,
    Max,
    Range,
    Count,
    First,
    Last,
    StdP,
    StdS,
    VarP,
    VarS,
    Twa,
}

/// <param name="Items">Series, by key.</param>
/// <param name="Total">Series that matched.</param>
/// <param name="Cursor">Pass it to read on in the one series; null at the end.</param>
/// <param name="Truncated">True while there is more: another page of one series, a shorter time or a larger limit for several.</param>
/// <param name="TruncatedBy">Which limit: limit, items or bytes; null at the end.</param>
internal sealed record SampleSeries(IReadOnlyList<Series> Items, long Total, string? Cursor, bool Truncated, string? TruncatedBy);

/// <param name="Key">Series.</param>
/// <param name="Labels">Its labels, when found by filters.</param>
/// <param name="Samples">By rising time, or falling with reverse.</param>
/// <param name="Truncated">True when it has more samples in the time asked for.</param>
internal sealed record Series(RedisText Key, IReadOnlyList<HashField> Labels, IReadOnlyList<Sample> Samples, bool Truncated);

/// <param name="AtMs">Unix time in milliseconds.</param>
/// <param name="Value">Value.</param>
internal sealed record Sample(long AtMs, double Value);
