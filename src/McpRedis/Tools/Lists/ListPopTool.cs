using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

[RedisTool("redis_list_pop", "Pop list elements", Toolset.Lists, Risk.Write, "LLEN", "LRANGE", "LPOP", "RPOP", "LMPOP", "LMOVE")]
internal sealed class ListPopTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Take elements off a list, or off the first non-empty one of several.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="side">Default head.</param>
    /// <param name="count">Default 1.</param>
    /// <param name="toKey">Move the element to this list, to its other side.</param>
    /// <returns>The elements, in the order popped; none when there is nothing to pop, which it does not wait for; fewer than count when a reply would not show them whole.</returns>
    /// <exception cref="Fault">budget_exceeded: the first element alone is more than a reply holds; nothing was popped.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/lmpop/"/>
    public async Task<ListPopped> RunAsync(
        [Items(1, 100)] byte[][] keys,
        ListSide side = ListSide.Head,
        [Limits(1, 500)] int count = 1,
        byte[]? toKey = null,
        CancellationToken cancellationToken = default)
    {
        if (toKey is not null)
        {
            return keys.Length == 1 && count == 1
                ? await MoveAsync(keys[0], side, toKey, cancellationToken)
                : throw Fault.Argument("toKey", "one element of one list is moved at a time; give one key and no count.");
        }
        var lengths = await redis.ExecuteManyAsync([.. keys.Select(Length)], atomic: false, cancellationToken);
        if (lengths.FirstOrDefault(l => l.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "LLEN");
        }
        int first = Array.FindIndex(lengths, l => l.Integer > 0);
        if (first < 0)
        {
            return new(null, [], 0, false, null);
        }
        long wanted = Math.Min(count, lengths[first].Integer);
        int fitting = await new PopProbe(redis, budget, keys[first], side).FittingAsync((int)wanted, cancellationToken);
        return await PopAsync(keys, keys[first], side, fitting, fitting < wanted, cancellationToken);
    }

    private static RedisCommand Length(byte[] key) => RedisCommand.Of("LLEN").Key(key);

    // All in one step: a failure of a later one would lose what was popped. If others changed the list since it was
    // looked at, the reply may come out larger than its budget; what was popped is shown whole all the same.
    private async Task<ListPopped> PopAsync(byte[][] keys, byte[] chosen, ListSide side, int count, bool cut, CancellationToken cancellationToken)
    {
        var pop = keys.Length == 1
            ? RedisCommand.Of(side == ListSide.Head ? "LPOP" : "RPOP").Key(chosen).Arg(count)
            : RedisCommand.Of("LMPOP").Arg(keys.Length).Keys(keys).Arg(side == ListSide.Head ? "LEFT" : "RIGHT").Arg("COUNT").Arg(count);
        var replies = await redis.ExecuteManyAsync([pop.Large(), Length(chosen)], atomic: false, cancellationToken);
        if (replies[0].IsError)
        {
            throw RedisFaults.FromReply(replies[0].Text, pop.FullName);
        }
        if (replies[0].IsNull)
        {
            return new(null, [], 0, false, null);   // somebody else was quicker
        }
        byte[] key = keys.Length == 1 ? chosen : replies[0][0].Bytes.ToArray();
        var elements = keys.Length == 1 ? replies[0] : replies[0][1];
        long? left = replies[1].IsError || !key.AsSpan().SequenceEqual(chosen) ? null : replies[1].Integer;
        return new(budget.ShortKey(key), [.. elements.ItemArray.Select(e => RedisText.Of(e.Bytes))], left, cut, cut ? "bytes" : null);
    }

    private async Task<ListPopped> MoveAsync(byte[] key, ListSide side, byte[] toKey, CancellationToken cancellationToken)
    {
        var move = RedisCommand.Of("LMOVE").Key(key).Key(toKey).Arg(side == ListSide.Head ? "LEFT" : "RIGHT").Arg(side == ListSide.Head ? "RIGHT" : "LEFT").Large();
        var replies = await redis.ExecuteManyAsync([move, Length(key)], atomic: false, cancellationToken);
        if (replies[0].IsError)
        {
            throw RedisFaults.FromReply(replies[0].Text, "LMOVE");
        }
        long? left = replies[1].IsError ? null : replies[1].Integer;
        return replies[0].IsNull
            ? new(null, [], 0, false, null)
            : new(budget.ShortKey(key), [budget.Cut(replies[0].Bytes)], left, false, null);   // it is not lost: toKey has it
    }
}

/// <param name="Key">The list that was popped; null when there was nothing to pop.</param>
/// <param name="Elements">Whole, in the order popped; one that was moved may be cut.</param>
/// <param name="Total">Elements left in that list, which is gone at 0; null when it is not known.</param>
/// <param name="Truncated">True when fewer were popped than asked for, since the reply holds no more; call again for the rest.</param>
/// <param name="TruncatedBy">bytes when truncated; null otherwise.</param>
internal sealed record ListPopped(RedisText? Key, IReadOnlyList<RedisText> Elements, long? Total, bool Truncated, string? TruncatedBy);
