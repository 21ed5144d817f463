using McpRedis.Catalogue;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

[RedisTool("redis_key_info", "Describe keys", Toolset.Keys, Risk.Read,
    "TYPE", "PTTL", "OBJECT ENCODING", "OBJECT IDLETIME", "MEMORY USAGE", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN")]
internal sealed class KeyInfoTool(IRedisGateway redis, OutputBudget budget)
{
    private const int Facts = 5;

    /// <summary>Type, encoding, expiry, memory, length and idle time of keys, without reading their values.</summary>
    /// <param name="keys">Keys.</param>
    /// <returns>One item for each key, in order. What the server does not tell is null.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/object-encoding/"/>
    public async Task<KeyInfos> RunAsync([Items(1, 100)] byte[][] keys, CancellationToken cancellationToken = default)
    {
        var facts = await redis.ExecuteManyAsync([.. keys.SelectMany(FactsOf)], atomic: false, cancellationToken);
        for (int i = 0; i < keys.Length; i++)
        {
            // Without the type nothing else has a meaning.
            if (facts[i * Facts].IsError)
            {
                throw RedisFaults.FromReply(facts[i * Facts].Text, "TYPE");
            }
        }
        var lengths = await LengthsAsync(keys, facts, cancellationToken);
        var items = new List<KeyInfo>(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            if (budget.TryTakeValue(keys[i], keys[i].Length, 200) is not { } key)
            {
                return new(items, keys.Length - items.Count, true, budget.CutBy);
            }
            items.Add(Describe(key, facts.AsSpan(i * Facts, Facts), lengths[i]));
        }
        return new(items, 0, false, null);
    }

    private static IEnumerable<RedisCommand> FactsOf(byte[] key) =>
    [
        RedisCommand.Of("TYPE").Key(key),
        RedisCommand.Of("PTTL").Key(key),
        RedisCommand.Of("OBJECT ENCODING").Key(key),
        RedisCommand.Of("MEMORY USAGE").Key(key),
        RedisCommand.Of("OBJECT IDLETIME").Key(key),
    ];

    private async Task<long?[]> LengthsAsync(byte[][] keys, RespValue[] facts, CancellationToken cancellationToken)
    {
        var lengths = new long?[keys.Length];
        var asked = Enumerable.Range(0, keys.Length).Where(i => KeyTypes.LengthCommand(facts[i * Facts].Text) is not null).ToArray();
        var replies = await redis.ExecuteManyAsync(
            [.. asked.Select(i => RedisCommand.Of(KeyTypes.LengthCommand(facts[i * Facts].Text)!).Key(keys[i]))], atomic: false, cancellationToken);
        for (int i = 0; i < asked.Length; i++)
        {
            lengths[asked[i]] = replies[i].IsError ? null : replies[i].Integer;
        }
        return lengths;
    }

    private static KeyInfo Describe(RedisText key, ReadOnlySpan<RespValue> facts, long? length) => new(
        key,
        facts[0].Text,
        Known(facts[2])?.Text,
        Known(facts[1]) is { Integer: >= 0 } ttl ? ttl.Integer : null,
        Known(facts[3])?.Integer,
        length,
        // An error under an LFU eviction policy, which keeps frequencies in its place.
        Known(facts[4])?.Integer);

    private static RespValue? Known(RespValue reply) => reply.IsError || reply.IsNull ? null : reply;
}

/// <param name="Items">Facts in the order of the keys.</param>
/// <param name="Unread">Keys at the end of the list that the budget left out.</param>
/// <param name="Truncated">True when keys were left out.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record KeyInfos(IReadOnlyList<KeyInfo> Items, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Key">Key.</param>
/// <param name="Type">string, hash, list, set, zset, stream or a module's type; none when the key does not exist.</param>
/// <param name="Encoding">How the server holds it, such as listpack or hashtable.</param>
/// <param name="TtlMs">Milliseconds to live; null without expiry.</param>
/// <param name="SizeBytes">Memory it takes, sampled by the server.</param>
/// <param name="Length">Bytes of a string, else fields, elements, members or entries.</param>
/// <param name="IdleSeconds">Seconds since last use.</param>
internal sealed record KeyInfo(RedisText Key, string Type, string? Encoding, long? TtlMs, long? SizeBytes, long? Length, long? IdleSeconds);
