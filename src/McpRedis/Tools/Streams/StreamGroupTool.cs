using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_group", "Manage consumer groups", Toolset.Streams, Risk.Write,
    "XGROUP CREATE", "XGROUP SETID", "XGROUP DESTROY", "XGROUP DELCONSUMER", "XINFO GROUPS", "XINFO CONSUMERS")]
internal sealed class StreamGroupTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Create, move or destroy a group, or delete a consumer.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="group">Group.</param>
    /// <param name="action">What to do.</param>
    /// <param name="id">Deliver after this id; default $, the newest.</param>
    /// <param name="consumer">To delete.</param>
    /// <param name="create">Make the stream.</param>
    /// <returns>Whether anything was changed, and how many pending entries went with it.</returns>
    /// <exception cref="Fault">key_not_found: no such stream or group; conflict: the group exists; confirmation_required: destroying loses what is pending.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xgroup-create/"/>
    public async Task<GroupChanged> RunAsync(
        byte[] key, byte[] group, GroupAction action, string? id = null, byte[]? consumer = null, bool create = false, CancellationToken cancellationToken = default)
    {
        if ((consumer is null) == (action == GroupAction.DeleteConsumer))
        {
            throw Fault.Argument("consumer", "goes with deleteConsumer, which needs it, and with nothing else.");
        }
        if (id is not null && action > GroupAction.Move)
        {
            throw Fault.Argument("id", "goes with create and move only.");
        }
        if (create && action != GroupAction.Create)
        {
            throw Fault.Argument("create", "goes with the action create only.");
        }
        return action switch
        {
            GroupAction.Create => await CreateAsync(key, group, id, create, cancellationToken),
            GroupAction.Move => await MoveAsync(key, group, id, cancellationToken),
            GroupAction.Destroy => await DestroyAsync(key, group, cancellationToken),
            _ => await DeleteConsumerAsync(key, group, consumer!, cancellationToken),
        };
    }

    private async Task<GroupChanged> CreateAsync(byte[] key, byte[] group, string? id, bool create, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of("XGROUP CREATE").Key(key).Arg(group).Arg(id ?? "$");
        await redis.ExecuteAsync(create ? command.Arg("MKSTREAM") : command, cancellationToken);
        return new(budget.Echo(key), true, 0);
    }

    private async Task<GroupChanged> MoveAsync(byte[] key, byte[] group, string? id, CancellationToken cancellationToken)
    {
        await redis.ExecuteAsync(RedisCommand.Of("XGROUP SETID").Key(key).Arg(group).Arg(id ?? "$"), cancellationToken);
        return new(budget.Echo(key), true, 0);
    }

    private async Task<GroupChanged> DestroyAsync(byte[] key, byte[] group, CancellationToken cancellationToken)
    {
        var groups = await redis.ExecuteAsync(RedisCommand.Of("XINFO GROUPS").Key(key).Large(), cancellationToken);
        if (!TryFind(groups, group, out var found))
        {
            return new(budget.Echo(key), false, 0);
        }
        long pending = Greeting.Field(found, "pending").Integer;
        guard.Require(Risk.Destructive, $"destroys a consumer group with {Greeting.Field(found, "consumers").Integer} consumers and {pending} pending entries", key);
        var reply = await redis.ExecuteAsync(RedisCommand.Of("XGROUP DESTROY").Key(key).Arg(group), cancellationToken);
        return new(budget.Echo(key), reply.Integer == 1, pending);
    }

    private async Task<GroupChanged> DeleteConsumerAsync(byte[] key, byte[] group, byte[] consumer, CancellationToken cancellationToken)
    {
        var consumers = await redis.ExecuteAsync(RedisCommand.Of("XINFO CONSUMERS").Key(key).Arg(group).Large(), cancellationToken);
        if (!TryFind(consumers, consumer, out var found))
        {
            return new(budget.Echo(key), false, 0);
        }
        long pending = Greeting.Field(found, "pending").Integer;
        if (pending > 0)
        {
            guard.Require(Risk.Destructive, $"deletes a consumer and its {pending} pending entries, which nobody can claim any more", key);
        }
        var reply = await redis.ExecuteAsync(RedisCommand.Of("XGROUP DELCONSUMER").Key(key).Arg(group).Arg(consumer), cancellationToken);
        return new(budget.Echo(key), true, reply.Integer);
    }

    private static bool TryFind(RespValue list, byte[] name, out RespValue found)
    {
        found = list.ItemArray.FirstOrDefault(item => Greeting.Field(item, "name").Bytes.Span.SequenceEqual(name));
        return !found.IsNull;
    }
}

/// <summary>What is done to a group.</summary>
internal enum GroupAction
{
    Create,
    Move,
    Destroy,
    DeleteConsumer,
}

/// <param name="Key">Stream.</param>
/// <param name="Changed">False when the group or consumer was not there.</param>
/// <param name="Pending">Pending entries that were lost with it.</param>
internal sealed record GroupChanged(RedisText Key, bool Changed, long Pending);
