using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>
/// A change of a collection and its new length. Where there is an expiry to set the whole is one transaction. Redis rolls
/// nothing back when a command of a transaction fails, so what could make one fail is kept out before: the longest expiry
/// is within every server's range, and the type is asked first, lest PEXPIRE reach a key that refused the change.
/// </summary>
internal static class CollectionChange
{
    /// <summary>Some three thousand years; Garnet counts to the year 9999.</summary>
    public const long LongestTtlMs = 100_000_000_000_000;

    /// <param name="type">Type the key must have, if it exists.</param>
    /// <param name="changes">Commands that change it.</param>
    /// <param name="ttlMs">Expiry to set; null leaves it alone.</param>
    /// <returns>Replies of the changes, then of the length, which is an error where the user may not ask for it: the change does not hang on it.</returns>
    /// <exception cref="Fault">wrong_type, not_permitted; nothing was changed.</exception>
    public static async Task<RespValue[]> RunAsync(
        IRedisGateway redis, byte[] key, string type, IReadOnlyList<RedisCommand> changes, long? ttlMs, CancellationToken cancellationToken)
    {
        var commands = new List<RedisCommand>(changes) { RedisCommand.Of(KeyTypes.LengthCommand(type)!).Key(key) };
        if (ttlMs is { } ttl)
        {
            string actual = (await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(key), cancellationToken)).Text;
            if (actual != "none" && actual != type)
            {
                throw RedisFaults.FromReply("WRONGTYPE", changes[0].FullName);
            }
            commands.Add(RedisCommand.Of("PEXPIRE").Key(key).Arg(ttl));
        }
        // No transaction for one change, which a limited user may not have.
        var replies = await redis.ExecuteManyAsync(commands, atomic: ttlMs is not null, cancellationToken);
        if (replies[0].IsError && replies[..changes.Count].All(r => r.IsError))
        {
            throw RedisFaults.FromReply(replies[0].Text, changes[0].FullName);
        }
        return replies;
    }

    /// <summary>The last of the replies of a change without an expiry: the length, or null where it may not be asked for.</summary>
    public static long? LengthOf(RespValue reply) => reply.IsError ? null : reply.Integer;
}
