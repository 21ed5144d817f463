using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Strings;

[RedisTool("redis_string_set", "Set strings", Toolset.Strings, Risk.Write, "SET", "TYPE")]
internal sealed class StringSetTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Set strings, value and expiry in one step; several keys all or nothing.</summary>
    /// <param name="items">Keys and values.</param>
    /// <param name="ttlMs">Expire after so many milliseconds.</param>
    /// <param name="atMs">Expire at this Unix time in milliseconds.</param>
    /// <param name="keepTtl">Keep the expiry the key has.</param>
    /// <param name="condition">Set only keys that exist, or that do not.</param>
    /// <param name="returnOld">Also return the values replaced.</param>
    /// <returns>One item for each key, in order.</returns>
    /// <exception cref="Fault">confirmation_required: a key holds another type, which SET would replace.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/set/"/>
    public async Task<SetStrings> RunAsync(
        [Items(1, 500)] KeyValue[] items,
        [Limits(1, long.MaxValue)] long? ttlMs = null,
        [Limits(1, long.MaxValue)] long? atMs = null,
        bool keepTtl = false,
        SetCondition condition = SetCondition.Always,
        bool returnOld = false,
        CancellationToken cancellationToken = default)
    {
        if ((ttlMs is null ? 0 : 1) + (atMs is null ? 0 : 1) + (keepTtl ? 1 : 0) > 1)
        {
            throw Fault.Argument("ttlMs", "give one of ttlMs, atMs and keepTtl.");
        }
        RefuseRepeated(items);
        await RefuseOtherTypesAsync(items, cancellationToken);
        var commands = items.Select(i => Command(i, ttlMs, atMs, keepTtl, condition, returnOld)).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return Report(items, replies, condition, returnOld);
    }

    // All is done by now; what the budget cannot hold is counted, not listed.
    private SetStrings Report(KeyValue[] items, RespValue[] replies, SetCondition condition, bool returnOld)
    {
        var listed = new List<SetItem>();
        long applied = 0;
        for (int i = 0; i < items.Length; i++)
        {
            var (done, old) = Result(replies[i], condition, returnOld);
            applied += done ? 1 : 0;
            if (listed.Count == i && budget.TryTakePair(items[i].Key, old?.Bytes ?? default) is { } shown)
            {
                listed.Add(new(shown.First, done, old is null ? null : shown.Second with { SizeBytes = old.SizeBytes }));
            }
        }
        return new(listed, items.Length, applied, listed.Count < items.Length);
    }

    private static RedisCommand Command(KeyValue item, long? ttlMs, long? atMs, bool keepTtl, SetCondition condition, bool returnOld)
    {
        var command = RedisCommand.Of("SET").Key(item.Key).Arg(item.Value);
        switch (condition)
        {
            case SetCondition.IfExists: command.Arg("XX"); break;
            case SetCondition.IfAbsent: command.Arg("NX"); break;
        }
        if (returnOld)
        {
            command.Arg("GET").Large();
        }
        if (ttlMs is { } ttl)
        {
            command.Arg("PX").Arg(ttl);
        }
        if (atMs is { } at)
        {
            command.Arg("PXAT").Arg(at);
        }
        return keepTtl ? command.Arg("KEEPTTL") : command;
    }

    // With GET the reply is the old value, and nil means two things: there was none, or the condition failed.
    private static (bool Applied, RedisText? Old) Result(RespValue reply, SetCondition condition, bool returnOld)
    {
        if (!returnOld)
        {
            return (!reply.IsNull, null);
        }
        bool applied = condition switch
        {
            SetCondition.IfExists => !reply.IsNull,
            SetCondition.IfAbsent => reply.IsNull,
            _ => true,
        };
        return (applied, reply.IsNull ? null : RedisText.Of(reply.Bytes));
    }

    private static void RefuseRepeated(KeyValue[] items)
    {
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        for (int i = 0; i < items.Length; i++)
        {
            if (!seen.Add(items[i].Key))
            {
                throw Fault.Argument($"items[{i}].key", "is in the list twice; which value should it have?");
            }
        }
    }

    private async Task RefuseOtherTypesAsync(KeyValue[] items, CancellationToken cancellationToken)
    {
        RespValue[] types = items.Length == 1
            ? [await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(items[0].Key), cancellationToken)]
            : await redis.ExecuteManyAsync([.. items.Select(i => RedisCommand.Of("TYPE").Key(i.Key))], atomic: false, cancellationToken);
        if (types.FirstOrDefault(t => t.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "TYPE");
        }
        int others = types.Count(t => t.Text is not ("none" or "string"));
        if (others > 0)
        {
            guard.Require(Risk.Destructive, $"replaces {others} key(s) that hold another type");
        }
    }
}

/// <summary>When a key is set.</summary>
internal enum SetCondition
{
    Always,
    IfExists,
    IfAbsent,
}

internal sealed record KeyValue(byte[] Key, byte[] Value);

/// <param name="Items">One for each key, in order, as far as the budget holds them.</param>
/// <param name="Total">Keys named.</param>
/// <param name="Applied">Keys that were set.</param>
/// <param name="Truncated">True when items are not listed; all keys were set all the same.</param>
internal sealed record SetStrings(IReadOnlyList<SetItem> Items, long Total, long Applied, bool Truncated);

/// <param name="Key">Key.</param>
/// <param name="Applied">False when the condition did not hold and nothing was changed.</param>
/// <param name="Old">Value before, when asked for; null when there was none.</param>
internal sealed record SetItem(RedisText Key, bool Applied, RedisText? Old);
