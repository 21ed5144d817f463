using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Hashes;

[RedisTool("redis_hash_set", "Set hash fields", Toolset.Hashes, Risk.Write, "HSET", "HSETNX", "HSETEX", "HPEXPIRE", "HPEXPIREAT", "HPTTL", "PEXPIRE", "HLEN")]
internal sealed class HashSetTool(IRedisGateway redis, OutputBudget budget, TimeProvider time)
{
    // A thousand years. Servers take 2^46 ms after 1970 for a field, and in a transaction refuse more only when the value is set already.
    private const long LongestMs = 31_536_000_000_000;

    /// <summary>Set hash fields and their expiry in one step, all or none.</summary>
    /// <param name="key">Key.</param>
    /// <param name="items">Fields and values.</param>
    /// <param name="condition">Only if all the fields exist, or none.</param>
    /// <param name="ttlMs">Expire the whole key.</param>
    /// <param name="fieldTtlMs">Expire the fields.</param>
    /// <param name="fieldAtMs">Expire them at this Unix time.</param>
    /// <returns>How many fields are new and how many were replaced.</returns>
    /// <exception cref="Fault">unsupported_by_server: expiry of fields before Redis 7.4, conditions on several before 8.0; both on Valkey before 9.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/hset/"/>
    public async Task<HashWritten> RunAsync(
        byte[] key,
        [Items(1, 500)] FieldValue[] items,
        FieldCondition condition = FieldCondition.Always,
        long? ttlMs = null,
        long? fieldTtlMs = null,
        long? fieldAtMs = null,
        CancellationToken cancellationToken = default)
    {
        RefuseTimes(condition, fieldTtlMs, fieldAtMs, ttlMs);
        RefuseRepeated(items);
        return condition == FieldCondition.Always
            ? await SetAsync(key, items, fieldTtlMs, fieldAtMs, ttlMs, cancellationToken)
            : await SetIfAsync(key, items, condition, fieldTtlMs, fieldAtMs, cancellationToken);
    }

    private async Task<HashWritten> SetAsync(byte[] key, FieldValue[] items, long? fieldTtlMs, long? fieldAtMs, long? ttlMs, CancellationToken cancellationToken)
    {
        if (fieldTtlMs is not null || fieldAtMs is not null)
        {
            // A transaction that was given up does not say for which command: so whether the server has this family is asked before.
            await redis.ExecuteAsync(RedisCommand.Of("HPTTL").Key(key).Arg("FIELDS").Arg(1).Arg(items[0].Field), cancellationToken);
        }
        List<RedisCommand> commands = [Pairs(RedisCommand.Of("HSET").Key(key), items)];
        if ((fieldTtlMs ?? fieldAtMs) is { } expiry)
        {
            commands.Add(RedisCommand.Of(fieldTtlMs is null ? "HPEXPIREAT" : "HPEXPIRE").Key(key).Arg(expiry)
                .Arg("FIELDS").Arg(items.Length).Args(items.Select(i => (ReadOnlyMemory<byte>)i.Field)));
        }
        if (ttlMs is { } keyTtl)
        {
            // A transaction goes on after a failed HSET: a key of another type would get the expiry.
            await redis.ExecuteAsync(RedisCommand.Of("HLEN").Key(key), cancellationToken);
            commands.Add(RedisCommand.Of("PEXPIRE").Key(key).Arg(keyTtl));
        }
        long created = (commands.Count == 1
            ? await redis.ExecuteAsync(commands[0], cancellationToken)
            : (await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken))[0]).Integer;
        return new(budget.Echo(key), true, created, items.Length - created);
    }

    // One command that decides and sets; HSETNX knows one field and no time, and is everywhere.
    private async Task<HashWritten> SetIfAsync(byte[] key, FieldValue[] items, FieldCondition condition, long? fieldTtlMs, long? fieldAtMs, CancellationToken cancellationToken)
    {
        bool ifAbsent = condition == FieldCondition.IfAbsent;
        RedisCommand command;
        if (ifAbsent && items.Length == 1 && fieldTtlMs is null && fieldAtMs is null)
        {
            command = Pairs(RedisCommand.Of("HSETNX").Key(key), items);
        }
        else
        {
            command = RedisCommand.Of("HSETEX").Key(key).Arg(ifAbsent ? "FNX" : "FXX");
            if ((fieldTtlMs ?? fieldAtMs) is { } expiry)
            {
                command.Arg(fieldTtlMs is null ? "PXAT" : "PX").Arg(expiry);
            }
            Pairs(command.Arg("FIELDS").Arg(items.Length), items);
        }
        bool applied = (await redis.ExecuteAsync(command, cancellationToken)).Integer == 1;
        return new(budget.Echo(key), applied, applied && ifAbsent ? items.Length : 0, applied && !ifAbsent ? items.Length : 0);
    }

    private static RedisCommand Pairs(RedisCommand command, FieldValue[] items)
    {
        foreach (var item in items)
        {
            command.Arg(item.Field).Arg(item.Value);
        }
        return command;
    }

    private void RefuseTimes(FieldCondition condition, long? fieldTtlMs, long? fieldAtMs, long? ttlMs)
    {
        if (fieldTtlMs is not null && fieldAtMs is not null)
        {
            throw Fault.Argument("fieldTtlMs", "give fieldTtlMs or fieldAtMs, not both.");
        }
        foreach (var (name, given) in new[] { ("fieldTtlMs", fieldTtlMs), ("ttlMs", ttlMs) })
        {
            if (given is < 1 or > LongestMs)
            {
                throw Fault.Argument(name, "must be from 1 to a thousand years of milliseconds.");
            }
        }
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (fieldAtMs is { } at && (at <= now || at > now + LongestMs))
        {
            throw Fault.Argument("fieldAtMs", "must be ahead of now, by a thousand years at most.", "Fields are removed with redis_hash_remove.");
        }
        // The condition could fail and the key be given its expiry all the same.
        if (ttlMs is not null && condition != FieldCondition.Always)
        {
            throw Fault.Argument("ttlMs", "does not go with a condition.", "Set the fields, then use redis_key_expire if applied is true.");
        }
    }

    private static void RefuseRepeated(FieldValue[] items)
    {
        var seen = new HashSet<byte[]>(ByteArrayComparer.Instance);
        for (int i = 0; i < items.Length; i++)
        {
            if (!seen.Add(items[i].Field))
            {
                throw Fault.Argument($"items[{i}].field", "is in the list twice; which value should it have?");
            }
        }
    }
}

/// <summary>When fields are set.</summary>
internal enum FieldCondition
{
    Always,
    IfExists,
    IfAbsent,
}

internal sealed record FieldValue(byte[] Field, byte[] Value);

/// <param name="Key">Key.</param>
/// <param name="Applied">False when the condition did not hold; nothing was changed.</param>
/// <param name="Created">Fields that are new.</param>
/// <param name="Updated">Fields that had a value before.</param>
internal sealed record HashWritten(RedisText Key, bool Applied, long Created, long Updated);
