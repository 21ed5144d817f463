using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Pubsub;

[RedisTool("redis_pubsub_list", "List channels", Toolset.Pubsub, Risk.Read,
    "PUBSUB CHANNELS", "PUBSUB NUMSUB", "PUBSUB NUMPAT", "PUBSUB SHARDCHANNELS", "PUBSUB SHARDNUMSUB")]
internal sealed class PubsubListTool(IRedisGateway redis, OutputBudget budget)
{
    // {"channel":{"text":"","sizeBytes":65536,"truncated":true},"subscribers":100000},
    private const int ItemBytes = 110;

    /// <summary>List channels that have subscribers.</summary>
    /// <param name="pattern">Glob; default all.</param>
    /// <param name="sharded">Shard channels.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <returns>Channels in byte order with their subscribers, all nodes of a cluster together. Subscribers by pattern are not counted on channels.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/pubsub-channels/"/>
    public async Task<ChannelPage> RunAsync(byte[]? pattern = null, bool sharded = false, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var failed = new SortedSet<string>(StringComparer.Ordinal);
        byte[]? after = After(cursor);
        var found = await FoundAsync(pattern, sharded, failed, cancellationToken);
        var page = found.Where(channel => after is null || channel.AsSpan().SequenceCompareTo(after) > 0)
            .TakeWhile(channel => budget.TryTake(TextCut.JsonSize(budget.ShortKey(channel).Bytes.Span) + ItemBytes)).ToList();
        var (counts, nodes) = await SubscribersAsync(page, sharded, failed, cancellationToken);
        long patterns = await PatternsAsync(failed, cancellationToken);
        bool more = budget.CutBy is not null;
        return new([.. page.Select((channel, i) => new ChannelCount(budget.ShortKey(channel), counts[i]))], found.Count, patterns, nodes, [.. failed], more ? Convert.ToBase64String(page[^1]) : null, more);
    }

    // A page begins after the last channel of the one before, so channels that come and go disturb nothing.
    private async Task<SortedSet<byte[]>> FoundAsync(byte[]? pattern, bool sharded, SortedSet<string> failed, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of(sharded ? "PUBSUB SHARDCHANNELS" : "PUBSUB CHANNELS").Large();
        var replies = await AskAsync(pattern is null ? command : command.Arg(pattern), failed, cancellationToken);
        return new(replies.SelectMany(reply => reply.ItemArray).Select(name => name.Bytes.ToArray()), Comparer<byte[]>.Create(static (x, y) => x.AsSpan().SequenceCompareTo(y)));
    }

    // Each node counts its own subscribers: 1) channel 2) number …
    private async Task<(long[] Counts, int Nodes)> SubscribersAsync(List<byte[]> page, bool sharded, SortedSet<string> failed, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of(sharded ? "PUBSUB SHARDNUMSUB" : "PUBSUB NUMSUB").Args(page);
        var replies = await AskAsync(command, failed, cancellationToken);
        var counts = new long[page.Count];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = replies.Sum(reply => reply[(i * 2) + 1].Integer);
        }
        return (counts, replies.Count);
    }

    private async Task<long> PatternsAsync(SortedSet<string> failed, CancellationToken cancellationToken) =>
        (await AskAsync(RedisCommand.Of("PUBSUB NUMPAT"), failed, cancellationToken)).Sum(reply => reply.Integer);

    // The answers of the nodes that gave one; what none of them gives is the call's failure.
    private async Task<IReadOnlyList<RespValue>> AskAsync(RedisCommand command, SortedSet<string> failed, CancellationToken cancellationToken)
    {
        var replies = await redis.ForEachNodeAsync(command, cancellationToken);
        if (replies.All(reply => reply.Fault is not null))
        {
            throw replies[0].Fault!;
        }
        failed.UnionWith(replies.Where(reply => reply.Fault is not null).Select(reply => $"{reply.Node}: {reply.Fault!.Code.Wire()}"));
        return [.. replies.Where(reply => reply.Fault is null).Select(reply => reply.Reply)];
    }

    private static byte[]? After(string? cursor)
    {
        try
        {
            return cursor is null ? null : Convert.FromBase64String(cursor);
        }
        catch (FormatException)
        {
            throw Fault.Argument("cursor", "not a cursor of this list.", "Pass the cursor of the previous page unchanged, or omit it to start over.");
        }
    }
}

/// <param name="Items">Channels, in byte order.</param>
/// <param name="Total">Channels in all.</param>
/// <param name="Patterns">Subscriptions by pattern on the whole server.</param>
/// <param name="Nodes">Nodes these numbers are of.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Cursor">Pass it to get the next page; null at the end.</param>
/// <param name="Truncated">True when channels were left out.</param>
internal sealed record ChannelPage(IReadOnlyList<ChannelCount> Items, int Total, long Patterns, int Nodes, IReadOnlyList<string> Failed, string? Cursor, bool Truncated);

/// <param name="Channel">Channel.</param>
/// <param name="Subscribers">Clients that listen to it by name.</param>
internal sealed record ChannelCount(RedisText Channel, long Subscribers);
