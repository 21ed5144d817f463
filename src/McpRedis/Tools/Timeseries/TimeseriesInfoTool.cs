using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Timeseries;

[RedisTool("redis_timeseries_info", "Describe time series", Toolset.Timeseries, Risk.Read, "TS.INFO", "TS.GET", "TS.QUERYINDEX")]
internal sealed class TimeseriesInfoTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Labels, retention and last sample of time series.</summary>
    /// <param name="keys">Series.</param>
    /// <param name="filters">Or label filters: area=north.</param>
    /// <returns>One item for each series.</returns>
    /// <exception cref="Fault">key_not_found: one of the keys.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ts.info/"/>
    public async Task<SeriesFacts> RunAsync([Items(1, 100)] byte[][]? keys = null, [Items(1, 20)] string[]? filters = null, CancellationToken cancellationToken = default)
    {
        if (keys is null == filters is null)
        {
            throw Fault.Argument("keys", "give keys or filters, one of the two.");
        }
        if (filters is not null)
        {
            var query = RedisCommand.Of("TS.QUERYINDEX").Args(filters.Select(TimeseriesReplies.Filter));
            keys = [.. (await TimeseriesReplies.RunAsync(redis, query.Large(), cancellationToken)).ItemArray.Select(key => key.Bytes.ToArray())];
        }
        var items = new List<SeriesItem>();
        foreach (byte[] key in keys!)
        {
            if (budget.ItemsLeft == 0 || await ReadAsync(key, cancellationToken) is not { } item)
            {
                break;
            }
            items.Add(item);
        }
        bool cut = items.Count < keys.Length;
        return new(items, keys.Length, cut, cut ? budget.CutBy ?? "items" : null);
    }

    private async Task<SeriesItem?> ReadAsync(byte[] key, CancellationToken cancellationToken)
    {
        var info = await TimeseriesReplies.RunAsync(redis, RedisCommand.Of("TS.INFO").Key(key), cancellationToken);
        var last = await TimeseriesReplies.RunAsync(redis, RedisCommand.Of("TS.GET").Key(key), cancellationToken);
        var labels = Greeting.Field(info, "labels");
        var shown = new List<HashField>();
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
        // duplicatePolicy is null in RESP2 while the server's own applies.
        var policy = Greeting.Field(info, "duplicatePolicy");
        return budget.TryTakeValue(key, key.Length, 220) is { } shownKey
            ? new(
                shownKey, Number(info, "totalSamples"), Number(info, "firstTimestamp"), last.Count == 2 ? last[0].Integer : null, last.Count == 2 ? last[1].Double : null,
                Number(info, "retentionTime"), policy.IsNull ? null : policy.Text, shown)
            : null;
    }

    private static long Number(RespValue info, string name) => Greeting.Field(info, name) is { IsNull: false } value ? value.Integer : 0;
}

/// <param name="Items">Series, as far as the reply holds them.</param>
/// <param name="Total">Series asked for or found.</param>
/// <param name="Truncated">True when series were left out.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record SeriesFacts(IReadOnlyList<SeriesItem> Items, long Total, bool Truncated, string? TruncatedBy);

/// <param name="Key">Series.</param>
/// <param name="Samples">Number of samples.</param>
/// <param name="FirstMs">Time of the oldest sample.</param>
/// <param name="LastMs">Time of the newest; null without samples.</param>
/// <param name="LastValue">Its value.</param>
/// <param name="RetentionMs">Samples older than this are dropped; 0 for never.</param>
/// <param name="Duplicate">What becomes of a second sample at one time; null for the server's default.</param>
/// <param name="Labels">Labels.</param>
internal sealed record SeriesItem(
    RedisText Key, long Samples, long FirstMs, long? LastMs, double? LastValue, long RetentionMs, string? Duplicate, IReadOnlyList<HashField> Labels);
