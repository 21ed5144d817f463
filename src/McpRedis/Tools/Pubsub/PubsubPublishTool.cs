using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Pubsub;

[RedisTool("redis_pubsub_publish", "Publish messages", Toolset.Pubsub, Risk.Write, "PUBLISH", "SPUBLISH")]
internal sealed class PubsubPublishTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Publish messages to a channel.</summary>
    /// <param name="channel">Channel.</param>
    /// <param name="messages">Messages.</param>
    /// <param name="sharded">Shard channel.</param>
    /// <returns>How many received each. Nothing is kept for those who listen later.</returns>
    /// <exception cref="Fault">not_permitted: the user has no right to the channel. unsupported_by_server: shard channels came with Redis 7.0.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/publish/"/>
    public async Task<Published> RunAsync(byte[] channel, [Items(1, 500)] byte[][] messages, bool sharded = false, CancellationToken cancellationToken = default)
    {
        var commands = messages.Select(message => (sharded ? RedisCommand.Of("SPUBLISH").ShardChannel(channel) : RedisCommand.Of("PUBLISH").Arg(channel)).Arg(message)).ToArray();
        var replies = await redis.ExecuteManyAsync(commands, atomic: false, cancellationToken);
        int refused = Array.FindIndex(replies, reply => reply.IsError);
        if (refused >= 0)
        {
            var fault = RedisFaults.FromReply(replies[refused].Text, commands[refused].FullName);
            int published = replies.Count(reply => !reply.IsError);
            throw published == 0 ? fault : new Fault(fault.Code, $"{fault.Message} {published} of {messages.Length} messages were published.", fault.Hint, inner: fault);
        }
        bool cluster = !sharded && (await redis.GetProfileAsync(cancellationToken)).Mode == ServerMode.Cluster;
        return new(budget.Echo(channel), messages.Length, [.. replies.Select(reply => reply.Integer)], cluster ? ReceiversOf.Node : ReceiversOf.All);
    }
}

/// <param name="Channel">Channel.</param>
/// <param name="Messages">Messages published.</param>
/// <param name="Receivers">Subscribers that got each message, in order.</param>
/// <param name="CountedOn">all: every receiver is counted. node: a cluster, where only those of the node that took the message are; it goes to all.</param>
internal sealed record Published(RedisText Channel, int Messages, IReadOnlyList<long> Receivers, ReceiversOf CountedOn);

/// <summary>Whom a number of receivers counts.</summary>
internal enum ReceiversOf
{
    All,
    Node,
}
