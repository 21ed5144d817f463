using System.Text.Unicode;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Subscriptions;
using McpRedis.Reply;

namespace McpRedis.Tools.Pubsub;

[RedisTool("redis_pubsub_read", "Read messages", Toolset.Pubsub, Risk.Read, "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", DeadlineSeconds = 75)]
internal sealed class PubsubReadTool(IRedisGateway redis, OutputBudget budget, CallProgress progress, TimeProvider time)
{
    private const int MaxTopics = 100;

    // As much of a message as a person wants to see go by; the reply has more of it.
    private const int ProgressBytes = 200;

    // {"channel":{…},"pattern":{…},"message":{…},"receivedAtMs":1790000000000}, with sizes and cuts
    private const int ItemBytes = 250;

    /// <summary>Listen until limit messages have come or timeoutMs is over.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="patterns">Globs: news.*</param>
    /// <param name="sharded">Shard channels.</param>
    /// <param name="limit">Default 100.</param>
    /// <param name="timeoutMs">Default 10000.</param>
    /// <returns>Messages in the order received; a message is told as progress too. What was published before the call is not there.</returns>
    /// <exception cref="Fault">not_permitted: the user has no right to a channel. unsupported_by_server: shard channels came with Redis 7.0.</exception>
    /// <seealso href="https://redis.io/docs/latest/develop/pubsub/"/>
    public async Task<MessagePage> RunAsync(
        byte[][]? channels = null,
        byte[][]? patterns = null,
        bool sharded = false,
        [Limits(1, 500)] int limit = 100,
        [Limits(100, 60_000)] int timeoutMs = 10_000,
        CancellationToken cancellationToken = default)
    {
        int named = (channels?.Length ?? 0) + (patterns?.Length ?? 0);
        if (named is 0 or > MaxTopics)
        {
            throw Fault.Argument("channels", $"name 1 to {MaxTopics} channels or patterns to listen to.");
        }
        if (sharded && patterns is not null)
        {
            throw Fault.Argument("patterns", "shard channels have no patterns.", "Name them in channels.");
        }
        Topic[] topics = [.. (channels ?? []).Select(name => sharded ? Topic.Shard(name) : Topic.Channel(name)), .. (patterns ?? []).Select(Topic.Pattern)];
        await using var subscription = await redis.SubscribeAsync(new SubscribeRequest(topics), cancellationToken);
        progress.Report(0, limit, "listening");
        var items = new List<ReceivedMessage>();
        var endedBy = await ReadAsync(subscription, items, limit, TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
        return new(items, subscription.Dropped, subscription.Interruptions, endedBy);
    }

    private async Task<ListeningEnd> ReadAsync(RedisSubscription subscription, List<ReceivedMessage> items, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            while (items.Count < limit)
            {
                var message = await subscription.ReadAsync(either.Token);
                if (Take(message) is not { } item)
                {
                    return ListeningEnd.Bytes;
                }
                items.Add(item);
                progress.Report(items.Count, limit, Line(message));
            }
            return ListeningEnd.Limit;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return subscription.IsListening ? ListeningEnd.Time : ListeningEnd.Lost;
        }
    }

    private ReceivedMessage? Take(RedisMessage message)
    {
        var channel = budget.ShortKey(message.Channel);
        var pattern = message.Pattern is { } given ? budget.ShortKey(given) : null;
        int overhead = ItemBytes + TextCut.JsonSize(channel.Bytes.Span) + (pattern is null ? 0 : TextCut.JsonSize(pattern.Bytes.Span));
        return budget.TryTakeValue(message.Payload, message.SizeBytes, overhead) is { } text
            ? new(channel, pattern, text, message.ReceivedAt.ToUnixTimeMilliseconds())
            : null;
    }

    private static string Line(RedisMessage message) => $"{Shown(message.Channel)}: {Shown(message.Payload)}";

    // Escaped as in a reply; bytes that are no text as base64.
    private static string Shown(byte[] bytes)
    {
        var cut = TextCut.AtCharacter(bytes, ProgressBytes);
        string text = Utf8.IsValid(cut.Span) ? ReplyJson.Encoder.Encode(System.Text.Encoding.UTF8.GetString(cut.Span)) : "base64 " + Convert.ToBase64String(cut.Span);
        return cut.Length < bytes.Length ? text + " …" : text;
    }
}

/// <param name="Items">Messages, oldest first.</param>
/// <param name="Dropped">Messages that came faster than they could be read; the oldest were dropped.</param>
/// <param name="Interruptions">How often the connection was lost; messages of those moments are missing.</param>
/// <param name="EndedBy">limit, time, bytes (the reply is full), or lost: at the end there was no connection.</param>
internal sealed record MessagePage(IReadOnlyList<ReceivedMessage> Items, long Dropped, int Interruptions, ListeningEnd EndedBy);

/// <param name="Channel">Channel it came on.</param>
/// <param name="Pattern">Pattern that matched; null for a channel listened to by name.</param>
/// <param name="Message">The message.</param>
/// <param name="ReceivedAtMs">Unix time in milliseconds.</param>
internal sealed record ReceivedMessage(RedisText Channel, RedisText? Pattern, RedisText Message, long ReceivedAtMs);

/// <summary>Why listening ended.</summary>
internal enum ListeningEnd
{
    Limit,
    Time,
    Bytes,
    Lost,
}
