using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>
/// A change of a collection, its expiry and its new length in one transaction. Redis rolls nothing back when a
/// command of a transaction fails, so what could make one fail is kept out before: the longest expiry is within every
/// server's range, and with an expiry the type is asked first, lest PEXPIRE reach a key that refused the change.
/// </summary>
internal static class CollectionChange
{
    /// <summary>Some three thousand years; Garnet counts to the year 9999.</summary>
    public const long LongestTtlMs = 100_000_000_000_000;

    /// <param name="type">Type the key must have, if it exists.</param>
    /// <param name="changes">Commands that change it.</param>
    /// <param name="ttlMs">Expiry to set; null leaves it alone.</param>
    /// <returns>Replies of the changes, then of the length.</returns>
    /// <exception cref="Fault">wrong_type; nothing was changed.</exception>
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
        return await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
    }
}
