using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Strings;

[RedisTool("redis_string_set", "Set strings", Toolset.Strings, Risk.Write, "SET", "TYPE", "STRLEN", "PTTL", "EXISTS")]
internal sealed class StringSetTool(IRedisGateway redis, OutputBudget budget, CallGuard guard, TimeProvider time)
{
    private const long MaxOldBytes = 1024 * 1024;
    private const int MostTries = 3;

    /// <summary>Set strings, value and expiry in one step; several keys all or nothing.</summary>
    /// <param name="items">Keys and values.</param>
    /// <param name="ttlMs">Expire after this.</param>
    /// <param name="atMs">Expire at this Unix time in milliseconds.</param>
    /// <param name="keepTtl">Keep the expiry the key has.</param>
    /// <param name="condition">Only if all the keys exist, or none.</param>
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
        // SET takes it, and the key is gone at once.
        if (atMs <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            throw Fault.Argument("atMs", "is in the past; nothing was set.");
        }
        RefuseRepeated(items);
        if (returnOld)
        {
            await RefuseUntellableOldAsync(items, cancellationToken);
        }
        if (condition != SetCondition.IfAbsent)   // which replaces nothing
        {
            await AskForOtherTypesAsync(items, cancellationToken);
        }
        var commands = items.Select(i => Command(i, ttlMs, atMs, keepTtl, condition, returnOld)).ToArray();
        if (commands.Length > 1 && condition != SetCondition.Always)
        {
            return await SetAllIfAsync(items, commands, condition, returnOld, cancellationToken);
        }
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        return Told(items, replies, condition, returnOld);
    }

    // Each SET has its condition, but only for its own key: that it holds for all is watched around them.
    private async Task<SetStrings> SetAllIfAsync(KeyValue[] items, RedisCommand[] commands, SetCondition condition, bool returnOld, CancellationToken cancellationToken)
    {
        var kind = condition == SetCondition.IfAbsent ? ConditionKind.Absent : ConditionKind.Exists;
        KeyCondition[] conditions = [.. items.Select(i => new KeyCondition(kind, i.Key))];
        for (int tries = 1; ; tries++)
        {
            var outcome = await redis.TransactAsync(commands, conditions, cancellationToken);
            if (outcome.Committed)
            {
                return outcome.Replies.FirstOrDefault(r => r.IsError) is { IsError: true } error
                    ? throw RedisFaults.FromReply(error.Text, "SET")
                    : Told(items, [.. outcome.Replies], condition, returnOld);
            }
            if (outcome.Rejected)
            {
                throw outcome.Refusal is { } refusal ? RedisFaults.FromReply(refusal.Text, "SET") : RedisFaults.FromReply("EXECABORT", "SET");
            }
            if (outcome.Unmet.Count > 0)
            {
                return NoneTold(items);
            }
            if (tries == MostTries)
            {
                throw new Fault(ErrorCode.Conflict, "The keys are being changed by others; nothing was set.", "Call again.", retryable: true);
            }
        }
    }

    private SetStrings NoneTold(KeyValue[] items)
    {
        var told = new List<SetItem>(items.Length);
        while (told.Count < items.Length && Item(items[told.Count], RespValue.Null, applied: false, returnOld: false) is { } item)
        {
            told.Add(item);
        }
        bool fewer = told.Count < items.Length;
        return new(told, items.Length, 0, fewer, fewer ? budget.CutBy : null);
    }

    // All of it was done; what the reply cannot hold is counted.
    private SetStrings Told(KeyValue[] items, RespValue[] replies, SetCondition condition, bool returnOld)
    {
        var told = new List<SetItem>(items.Length);
        int applied = 0;
        for (int i = 0; i < items.Length; i++)
        {
            bool done = Applied(replies[i], condition, returnOld);
            applied += done ? 1 : 0;
            if (told.Count == i && Item(items[i], replies[i], done, returnOld) is { } item)
            {
                told.Add(item);
            }
        }
        bool fewer = told.Count < items.Length, cut = told.Any(t => t.Old is { Truncated: true });
        return new(told, items.Length, applied, fewer || cut, fewer ? budget.CutBy : cut ? "value" : null);
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
    private static bool Applied(RespValue reply, SetCondition condition, bool returnOld) => !returnOld ? !reply.IsNull : condition switch
    {
        SetCondition.IfExists => !reply.IsNull,
        SetCondition.IfAbsent => reply.IsNull,
        _ => true,
    };

    private SetItem? Item(KeyValue item, RespValue reply, bool applied, bool returnOld)
    {
        var key = budget.ShortKey(item.Key);
        var old = returnOld && !reply.IsNull ? budget.Cut(reply.Bytes) : null;
        int size = TextCut.JsonSize(key.Bytes.Span) + (old is null ? 0 : TextCut.JsonSize(old.Bytes.Span)) + 128;
        return budget.TryTake(size) ? new(key, applied, old) : null;
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

    // SET … GET answers with the whole old value, however large, of which a reply could show the head only. Where the
    // key holds another type it fails, alone in its transaction: the other keys would be set.
    private async Task RefuseUntellableOldAsync(KeyValue[] items, CancellationToken cancellationToken)
    {
        var lengths = await redis.ExecuteManyAsync([.. items.Select(i => RedisCommand.Of("STRLEN").Key(i.Key))], atomic: false, cancellationToken);
        if (lengths.FirstOrDefault(l => l.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "GET");
        }
        if (lengths.Sum(l => l.Integer) > MaxOldBytes)
        {
            throw new Fault(ErrorCode.BudgetExceeded, "The values before are more than 1 MiB; nothing was set.", "Read them with redis_string_get first, then set without returnOld.");
        }
    }

    private async Task AskForOtherTypesAsync(KeyValue[] items, CancellationToken cancellationToken)
    {
        RespValue[] types = items.Length == 1
            ? [await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(items[0].Key), cancellationToken)]
            : await redis.ExecuteManyAsync([.. items.Select(i => RedisCommand.Of("TYPE").Key(i.Key))], atomic: false, cancellationToken);
        if (types.FirstOrDefault(t => t.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "TYPE");
        }
        byte[][] others = [.. items.Where((_, i) => types[i].Text is not ("none" or "string")).Select(i => i.Key)];
        if (others.Length > 0)
        {
            var ttls = await redis.ExecuteManyAsync([.. others.Select(key => RedisCommand.Of("PTTL").Key(key))], atomic: false, cancellationToken);
            string[] kinds = [.. types.Select(t => t.Text).Where(t => t is not ("none" or "string")).Distinct().Order(StringComparer.Ordinal)];
            guard.Require(Risk.Destructive, new Effect($"replaces {others.Length} {(others.Length == 1 ? "key" : "keys")} of another type ({string.Join(", ", kinds)}) by strings")
            {
                Keys = others.Length,
                Sample = [.. others.Take(Effect.MostSampled)],
                // A key the user may not ask the expiry of counts as one without.
                WithoutExpiry = ttls.Count(t => t.IsError || t.Integer == -1),
            });
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

/// <param name="Items">One for each key, in order, as far as the reply holds them.</param>
/// <param name="Total">Keys given.</param>
/// <param name="Applied">Keys that were set: all, or none when one did not meet the condition.</param>
/// <param name="Truncated">True when items or a part of an old value were left out of the reply; they were handled like the others.</param>
/// <param name="TruncatedBy">Limit that left items out: bytes or items; value when only old values were cut.</param>
internal sealed record SetStrings(IReadOnlyList<SetItem> Items, long Total, long Applied, bool Truncated, string? TruncatedBy);

/// <param name="Key">Key.</param>
/// <param name="Applied">False when the condition did not hold and nothing was changed.</param>
/// <param name="Old">Value before, when asked for; null when there was none.</param>
internal sealed record SetItem(RedisText Key, bool Applied, RedisText? Old);
