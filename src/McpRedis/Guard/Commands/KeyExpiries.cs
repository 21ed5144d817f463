using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>Which keys of the changes exist and which of them expire by themselves, for the one who confirms.</summary>
internal static class KeyExpiries
{
    private const int MostAsked = 1000;

    /// <returns>PTTL of each key, -2 where it does not exist; null when there are too many of them or the user may not ask.</returns>
    public static async Task<IReadOnlyDictionary<byte[], long>?> ReadAsync(IRedisGateway redis, IReadOnlyList<CommandRuling> rulings, CancellationToken cancellationToken)
    {
        byte[][] keys = [.. rulings.Where(r => r.Risk != Risk.Read).SelectMany(r => r.Keys).Distinct(ByteArrayComparer.Instance)];
        if (keys.Length is 0 or > MostAsked)
        {
            return null;
        }
        var replies = await redis.ExecuteManyAsync([.. keys.Select(key => RedisCommand.Of("PTTL").Key(key))], atomic: false, cancellationToken);
        return replies.All(r => r.Kind == RespKind.Integer)
            ? keys.Zip(replies).ToDictionary(pair => pair.First, pair => pair.Second.Integer, ByteArrayComparer.Instance)
            : null;
    }
}
