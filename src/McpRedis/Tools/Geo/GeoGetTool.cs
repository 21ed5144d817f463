using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Geo;

[RedisTool("redis_geo_get", "Get positions", Toolset.Geo, Risk.Read, "GEOPOS", "GEOHASH", "GEODIST")]
internal sealed class GeoGetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Positions of members, and their distances from the first.</summary>
    /// <param name="key">Geo set.</param>
    /// <param name="members">Members.</param>
    /// <returns>One item for each member, in order; position and distance of one that is missing are null.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/geopos/"/>
    public async Task<GeoPositions> RunAsync(byte[] key, [Items(1, 500)] byte[][] members, CancellationToken cancellationToken = default)
    {
        var names = members.Select(member => (ReadOnlyMemory<byte>)member).ToList();
        var positions = await redis.ExecuteAsync(RedisCommand.Of("GEOPOS").Key(key).Args(names), cancellationToken);
        var hashes = await redis.ExecuteAsync(RedisCommand.Of("GEOHASH").Key(key).Args(names), cancellationToken);
        var distances = await redis.ExecuteManyAsync([.. members.Select(member => RedisCommand.Of("GEODIST").Key(key).Arg(members[0]).Arg(member).Arg("m"))], atomic: false, cancellationToken);
        var shownKey = budget.Echo(key);
        var items = new List<GeoPosition>();
        for (int i = 0; i < members.Length; i++)
        {
            var point = positions[i];
            if (budget.TryTakeValue(members[i], members[i].Length, 144) is not { } shown)
            {
                break;
            }
            items.Add(point.IsNull
                ? new(shown, null, null, null, null)
                : new(shown, point[0].Double, point[1].Double, hashes[i].Text, distances[i].IsNull || distances[i].IsError ? null : distances[i].Double));
        }
        return new(shownKey, items, members.Length - items.Count, items.Count < members.Length, items.Count < members.Length ? budget.CutBy : null);
    }
}

/// <param name="Key">Geo set.</param>
/// <param name="Items">In the order of the members.</param>
/// <param name="Unread">Members at the end that the budget left out.</param>
/// <param name="Truncated">True when unread is not 0.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record GeoPositions(RedisText Key, IReadOnlyList<GeoPosition> Items, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Geohash">Geohash of 11 characters.</param>
/// <param name="DistanceM">Metres from the first member asked for.</param>
internal sealed record GeoPosition(RedisText Member, double? Longitude, double? Latitude, string? Geohash, double? DistanceM);
