using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Timeseries;

[RedisTool("redis_timeseries_set", "Create or alter a series", Toolset.Timeseries, Risk.Write, "TS.CREATE", "TS.ALTER")]
internal sealed class TimeseriesSetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Create a time series, or alter what is given of one.</summary>
    /// <param name="key">Series.</param>
    /// <param name="action">Create or alter.</param>
    /// <param name="retentionMs">Drop samples older than this; 0 never.</param>
    /// <param name="duplicate">Second sample at one time.</param>
    /// <param name="labels">Replace all labels.</param>
    /// <returns>The series.</returns>
    /// <exception cref="Fault">conflict: it exists; key_not_found: there is none to alter.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ts.create/"/>
    public async Task<SeriesSet> RunAsync(
        byte[] key, SeriesAction action, long? retentionMs = null, DuplicatePolicy? duplicate = null, [Items(0, 50)] SeriesLabel[]? labels = null, CancellationToken cancellationToken = default)
    {
        if (retentionMs < 0)
        {
            throw Fault.Argument("retentionMs", "expected 0 or more.");
        }
        var command = RedisCommand.Of(action == SeriesAction.Create ? "TS.CREATE" : "TS.ALTER").Key(key);
        if (retentionMs is { } retention)
        {
            command.Arg("RETENTION").Arg(retention);
        }
        if (duplicate is { } policy)
        {
            command.Arg("DUPLICATE_POLICY").Arg(policy.ToString().ToUpperInvariant());
        }
        if (labels is not null)
        {
            command.Arg("LABELS");   // takes all that follows, so it comes last
            foreach (var label in labels)
            {
                command.Arg(label.Name).Arg(label.Value);
            }
        }
        await TimeseriesReplies.RunAsync(redis, command, cancellationToken);
        return new(budget.Echo(key));
    }
}

internal sealed record SeriesLabel(byte[] Name, byte[] Value);

/// <summary>What is done to a series.</summary>
internal enum SeriesAction
{
    Create,
    Alter,
}

/// <param name="Key">Series.</param>
internal sealed record SeriesSet(RedisText Key);
