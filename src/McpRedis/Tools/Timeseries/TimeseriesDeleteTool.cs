using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Timeseries;

[RedisTool("redis_timeseries_delete", "Delete samples", Toolset.Timeseries, Risk.Destructive, "TS.DEL", "TS.RANGE", Idempotent = true)]
internal sealed class TimeseriesDeleteTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    // One bucket over all times, so that the server counts.
    private const long AllTime = long.MaxValue / 2;

    /// <summary>Delete the samples between two times; must be confirmed.</summary>
    /// <param name="key">Series.</param>
    /// <param name="startMs">Unix time in milliseconds.</param>
    /// <param name="endMs">Inclusive.</param>
    /// <returns>How many were deleted; the series stays.</returns>
    /// <exception cref="Fault">key_not_found: no such series; confirmation_required: says how many samples would go.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ts.del/"/>
    public async Task<SamplesDeleted> RunAsync(byte[] key, long startMs, long endMs, CancellationToken cancellationToken = default)
    {
        if (startMs < 0 || endMs < startMs)
        {
            throw Fault.Argument(startMs < 0 ? "startMs" : "endMs", "expected 0 or more, the end not before the start.");
        }
        var counted = await TimeseriesReplies.RunAsync(
            redis, RedisCommand.Of("TS.RANGE").Key(key).Arg(startMs).Arg(endMs).Arg("AGGREGATION").Arg("count").Arg(AllTime), cancellationToken);
        long samples = counted.ItemArray.Sum(bucket => (long)bucket[1].Double);
        if (samples == 0 && !guard.BringsConfirmation)
        {
            return new(budget.Echo(key), 0);
        }
        guard.Require(Risk.Destructive, new Effect($"deletes {samples} samples of a time series") { Sample = [key] });
        return new(budget.Echo(key), (await TimeseriesReplies.RunAsync(redis, RedisCommand.Of("TS.DEL").Key(key).Arg(startMs).Arg(endMs), cancellationToken)).Integer);
    }
}

/// <param name="Key">Series.</param>
/// <param name="Changed">Samples deleted.</param>
internal sealed record SamplesDeleted(RedisText Key, long Changed);
