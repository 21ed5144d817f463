using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_info", "Describe a stream", Toolset.Streams, Risk.Read, "XINFO STREAM", "XINFO GROUPS", "XINFO CONSUMERS")]
internal sealed class StreamInfoTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Length, ids and groups of a stream.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">List its consumers.</param>
    /// <returns>Facts of the stream. What an older server does not count is null.</returns>
    /// <exception cref="Fault">key_not_found: no such stream or group.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xinfo-stream/"/>
    public async Task<StreamFacts> RunAsync(byte[] key, byte[]? group = null, CancellationToken cancellationToken = default)
    {
        // It holds the first and the last entry too, whatever their size.
        var stream = await redis.ExecuteAsync(RedisCommand.Of("XINFO STREAM").Key(key).Large(), cancellationToken);
        var consumers = group is null ? RespValue.Null : await redis.ExecuteAsync(RedisCommand.Of("XINFO CONSUMERS").Key(key).Arg(group).Large(), cancellationToken);
        var groups = await redis.ExecuteAsync(RedisCommand.Of("XINFO GROUPS").Key(key).Large(), cancellationToken);
        var shownKey = budget.Echo(key);
        var shownConsumers = Shown(consumers, (item, name) => new StreamConsumer(name, Number(item, "pending") ?? 0, Number(item, "idle") ?? 0, Number(item, "inactive")));
        var shownGroups = Shown(groups, (item, name) => new StreamGroup(
            name, Number(item, "consumers") ?? 0, Number(item, "pending") ?? 0, Greeting.Field(item, "last-delivered-id").Text, Number(item, "lag")));
        return new(
            shownKey, Number(stream, "length") ?? 0, Number(stream, "entries-added"),
            IdOf(Greeting.Field(stream, "first-entry")), IdOf(Greeting.Field(stream, "last-entry")), Greeting.Field(stream, "last-generated-id").Text,
            groups.Count, shownGroups, group is null ? null : shownConsumers, budget.CutBy is not null, budget.CutBy);
    }

    private List<T> Shown<T>(RespValue list, Func<RespValue, RedisText, T> read)
    {
        var shown = new List<T>();
        foreach (var item in list.ItemArray)
        {
            var name = Greeting.Field(item, "name").Bytes;
            if (budget.TryTakeValue(name, name.Length, 160) is not { } text)
            {
                break;
            }
            shown.Add(read(item, text));
        }
        return shown;
    }

    private static string? IdOf(RespValue entry) => entry.Count > 0 ? entry[0].Text : null;

    private static long? Number(RespValue map, string name) => Greeting.Field(map, name) is { IsNull: false } value ? value.Integer : null;
}

/// <param name="Key">Stream.</param>
/// <param name="Length">Entries.</param>
/// <param name="EntriesAdded">Entries ever added.</param>
/// <param name="FirstId">Id of the oldest entry; null when empty.</param>
/// <param name="LastId">Id of the newest entry; null when empty.</param>
/// <param name="LastGeneratedId">The id new ones must be above.</param>
/// <param name="GroupCount">Consumer groups.</param>
/// <param name="Groups">As far as the reply holds them.</param>
/// <param name="Consumers">Of the group asked for; null without one.</param>
/// <param name="Truncated">True when groups or consumers were left out.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record StreamFacts(
    RedisText Key,
    long Length,
    long? EntriesAdded,
    string? FirstId,
    string? LastId,
    string LastGeneratedId,
    long GroupCount,
    IReadOnlyList<StreamGroup> Groups,
    IReadOnlyList<StreamConsumer>? Consumers,
    bool Truncated,
    string? TruncatedBy);

/// <param name="Name">Group.</param>
/// <param name="Consumers">Its consumers.</param>
/// <param name="Pending">Entries delivered and not acknowledged.</param>
/// <param name="LastDeliveredId">Newest id delivered.</param>
/// <param name="Lag">Entries still to be delivered; null when the server cannot tell.</param>
internal sealed record StreamGroup(RedisText Name, long Consumers, long Pending, string LastDeliveredId, long? Lag);

/// <param name="Name">Consumer.</param>
/// <param name="Pending">Entries it has not acknowledged.</param>
/// <param name="IdleMs">Since its last attempt.</param>
/// <param name="InactiveMs">Since its last success; null when the server does not tell.</param>
internal sealed record StreamConsumer(RedisText Name, long Pending, long IdleMs, long? InactiveMs);
