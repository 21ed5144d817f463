using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

[RedisTool("redis_list_push", "Push list elements", Toolset.Lists, Risk.Write, "LPUSH", "RPUSH", "LPUSHX", "RPUSHX", "LINSERT", "LLEN", "LTRIM", "PEXPIRE")]
internal sealed class ListPushTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    // A thousand years. In a transaction a server refuses a time too far ahead only when the values are pushed already.
    private const long LongestMs = 31_536_000_000_000;

    /// <summary>Push values to a list, or insert one beside an element.</summary>
    /// <param name="key">Key.</param>
    /// <param name="values">Values.</param>
    /// <param name="side">Default tail; at the head the last value stands first.</param>
    /// <param name="ifExists">Only if the list exists.</param>
    /// <param name="before">Insert before this element.</param>
    /// <param name="after">Or after it.</param>
    /// <param name="maxLength">Cut the other end to this length.</param>
    /// <param name="ttlMs">Expire the key.</param>
    /// <returns>The length after; applied is false when there is no such list or element.</returns>
    /// <exception cref="Fault">confirmation_required: maxLength would cut elements; nothing was pushed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/rpush/"/>
    public async Task<ListPushed> RunAsync(
        byte[] key,
        [Items(1, 500)] byte[][] values,
        ListSide side = ListSide.Tail,
        bool ifExists = false,
        byte[]? before = null,
        byte[]? after = null,
        long? maxLength = null,
        long? ttlMs = null,
        CancellationToken cancellationToken = default)
    {
        if (maxLength < values.Length)
        {
            throw Fault.Argument("maxLength", "must be at least the number of values.");
        }
        if (ttlMs is < 1 or > LongestMs)
        {
            throw Fault.Argument("ttlMs", "must be from 1 to a thousand years of milliseconds.");
        }
        if ((before ?? after) is not null)
        {
            RefuseMixed(values, before, after, maxLength, ttlMs);
            return await InsertAsync(key, values[0], before, after, cancellationToken);
        }
        if (ttlMs is not null)
        {
            // A transaction goes on after a failed push: a key of another type would get the expiry.
            await redis.ExecuteAsync(RedisCommand.Of("LLEN").Key(key), cancellationToken);
        }
        long cut = maxLength is { } most ? await ExcessAsync(key, values.Length, most, side, ifExists, cancellationToken) : 0;
        string push = (side == ListSide.Head ? "LPUSH" : "RPUSH") + (ifExists ? "X" : "");
        List<RedisCommand> commands = [RedisCommand.Of(push).Key(key).Args(values)];
        if (cut > 0)
        {
            // From the end the values went to: they stay, whatever others do meanwhile.
            commands.Add(side == ListSide.Head
                ? RedisCommand.Of("LTRIM").Key(key).Arg(0).Arg(maxLength!.Value - 1)
                : RedisCommand.Of("LTRIM").Key(key).Arg(-maxLength!.Value).Arg(-1));
        }
        if (ttlMs is { } ttl)
        {
            commands.Add(RedisCommand.Of("PEXPIRE").Key(key).Arg(ttl));
        }
        long length = (commands.Count == 1
            ? await redis.ExecuteAsync(commands[0], cancellationToken)
            : (await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken))[0]).Integer;
        long removed = cut > 0 ? Math.Max(0, length - maxLength!.Value) : 0;
        return new(budget.Echo(key), length > 0, length > 0 ? values.Length : 0, length - removed, removed);
    }

    private async Task<ListPushed> InsertAsync(byte[] key, byte[] value, byte[]? before, byte[]? after, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Of("LINSERT").Key(key).Arg(before is null ? "AFTER" : "BEFORE").Arg(before ?? after!).Arg(value);
        long length = (await redis.ExecuteAsync(command, cancellationToken)).Integer;   // 0: no list; -1: no such element
        return new(budget.Echo(key), length > 0, length > 0 ? 1 : 0, length < 0 ? null : length, 0);
    }

    // How many elements would go, which is asked about before anything is pushed.
    private async Task<long> ExcessAsync(byte[] key, int count, long most, ListSide side, bool ifExists, CancellationToken cancellationToken)
    {
        long length = (await redis.ExecuteAsync(RedisCommand.Of("LLEN").Key(key), cancellationToken)).Integer;
        long excess = length == 0 && ifExists ? 0 : Math.Max(0, length + count - most);
        if (excess > 0)
        {
            string end = side == ListSide.Head ? "tail" : "head";
            guard.Require(Risk.Destructive, new Effect($"removes {excess} of the {length} elements of a list, from its {end}") { Keys = 1, Sample = [key] });
        }
        return excess;
    }

    private static void RefuseMixed(byte[][] values, byte[]? before, byte[]? after, long? maxLength, long? ttlMs)
    {
        if (before is not null && after is not null)
        {
            throw Fault.Argument("after", "give before or after, not both.");
        }
        if (values.Length > 1)
        {
            throw Fault.Argument("values", "before and after insert one value.");
        }
        if ((maxLength ?? ttlMs) is not null)
        {
            throw Fault.Argument(maxLength is null ? "ttlMs" : "maxLength", "does not go with before and after.");
        }
    }
}

/// <param name="Key">Key.</param>
/// <param name="Applied">False when the list, or the element to insert beside, does not exist; nothing was changed.</param>
/// <param name="Pushed">Values pushed.</param>
/// <param name="Total">Elements of the list now; null when the element to insert beside was not found.</param>
/// <param name="Removed">Elements that maxLength cut from the other end.</param>
internal sealed record ListPushed(RedisText Key, bool Applied, long Pushed, long? Total, long Removed);
