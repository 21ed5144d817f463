using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Timeseries;

[RedisTool("redis_timeseries_add", "Add samples", Toolset.Timeseries, Risk.Write, "TS.ADD")]
internal sealed class TimeseriesAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add samples to time series; a missing series is made.</summary>
    /// <param name="items">atMs: Unix time in milliseconds; omit for now.</param>
    /// <param name="duplicate">When there is a sample at that time; default what the series says.</param>
    /// <returns>For each sample its time, or why it was refused; the others were added.</returns>
    /// <exception cref="Fault">wrong_type: no time series; conflict: a second sample at one time, or too old. Among several samples the item says so.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ts.add/"/>
    public async Task<SamplesAdded> RunAsync([Items(1, 500)] NewSample[] items, DuplicatePolicy? duplicate = null, CancellationToken cancellationToken = default)
    {
        var replies = await redis.ExecuteManyAsync([.. items.Select((item, i) => Command(item, i, duplicate))], atomic: false, cancellationToken);
        var shown = new List<AddedSample>();
        int added = replies.Count(reply => !reply.IsError);
        foreach (var reply in replies)
        {
            var fault = reply.IsError ? TimeseriesReplies.FaultOf(reply.Text, "TS.ADD") : null;
            if (fault is not null && (items.Length == 1 || fault.Code is not (ErrorCode.Conflict or ErrorCode.WrongType or ErrorCode.InvalidArgument)))
            {
                throw added == 0 ? fault : new Fault(fault.Code, $"{fault.Message} {added} of the samples were added.", fault.Hint);
            }
            if (budget.TryTake(64))
            {
                shown.Add(new(fault is null ? reply.Integer : null, fault?.Code.Wire()));
            }
        }
        return new(added, shown, shown.Count < items.Length, shown.Count < items.Length ? budget.CutBy : null);
    }

    private static RedisCommand Command(NewSample item, int index, DuplicatePolicy? duplicate)
    {
        if (item.AtMs < 0)
        {
            throw Fault.Argument($"items[{index}].atMs", "expected 0 or more.");
        }
        var command = RedisCommand.Of("TS.ADD").Key(item.Key).Arg(item.AtMs?.ToString(CultureInfo.InvariantCulture) ?? "*").Arg(item.Value.ToString("R", CultureInfo.InvariantCulture));
        return duplicate is { } policy ? command.Arg("ON_DUPLICATE").Arg(policy.ToString().ToUpperInvariant()) : command;
    }
}

internal sealed record NewSample(byte[] Key, double Value, long? AtMs = null);

/// <summary>What becomes of a second sample at one time.</summary>
internal enum DuplicatePolicy
{
    Block,
    First,
    Last,
    Min,
    Max,
    Sum,
}

/// <param name="Added">Samples added.</param>
/// <param name="Items">In order, as far as the reply holds them.</param>
/// <param name="Truncated">True when items were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record SamplesAdded(long Added, IReadOnlyList<AddedSample> Items, bool Truncated, string? TruncatedBy);

/// <param name="AtMs">Its time; null when it was refused.</param>
/// <param name="Error">conflict for a second sample at one time or one older than is kept, wrong_type, invalid_argument; null when it was added.</param>
internal sealed record AddedSample(long? AtMs, string? Error);
