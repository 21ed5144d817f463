using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Geo;

[RedisTool("redis_geo_search", "Search an area", Toolset.Geo, Risk.Read, "GEOSEARCH")]
internal sealed class GeoSearchTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Members within a circle or box, nearest first.</summary>
    /// <param name="key">Geo set.</param>
    /// <param name="member">Centre.</param>
    /// <param name="longitude">Or centre in degrees.</param>
    /// <param name="latitude">Degrees.</param>
    /// <param name="radiusM">Circle, metres.</param>
    /// <param name="widthM">Or box, metres.</param>
    /// <param name="heightM">Metres.</param>
    /// <param name="reverse">Farthest first.</param>
    /// <param name="limit">Members; default 100.</param>
    /// <returns>Members with distance and position; truncated says that there are more, which a smaller area or larger limit shows.</returns>
    /// <exception cref="Fault">key_not_found: the member at the centre is not in the set.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/geosearch/"/>
    public async Task<GeoFound> RunAsync(
        byte[] key,
        byte[]? member = null,
        double? longitude = null,
        double? latitude = null,
        double? radiusM = null,
        double? widthM = null,
        double? heightM = null,
        bool reverse = false,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("GEOSEARCH").Key(key);
        new GeoArea(member, longitude, latitude, radiusM, widthM, heightM).AddTo(command);
        command.Arg(reverse ? "DESC" : "ASC").Arg("COUNT").Arg(limit + 1).Arg("WITHDIST").Arg("WITHCOORD").Large();   // one more tells whether there are more
        var reply = await redis.ExecuteAsync(command, cancellationToken);
        var shownKey = budget.Echo(key);
        var items = new List<GeoHit>();
        foreach (var hit in reply.ItemArray.Take(limit))
        {
            // [member, "190.4424", ["13.36138933897018433", "38.11555639549629859"]]
            if (budget.TryTakeValue(hit[0].Bytes, hit[0].Bytes.Length, 128) is not { } shown)
            {
                break;
            }
            items.Add(new(shown, hit[1].Double, hit[2][0].Double, hit[2][1].Double));
        }
        bool truncated = items.Count < reply.Count;
        return new(shownKey, items, truncated, truncated ? budget.CutBy ?? "limit" : null);
    }
}

/// <param name="Key">Geo set.</param>
/// <param name="Items">Nearest first, or farthest first with reverse.</param>
/// <param name="Truncated">True when there are more.</param>
/// <param name="TruncatedBy">Which limit: limit, items or bytes.</param>
internal sealed record GeoFound(RedisText Key, IReadOnlyList<GeoHit> Items, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member.</param>
/// <param name="DistanceM">Metres from the centre.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
internal sealed record GeoHit(RedisText Member, double DistanceM, double Longitude, double Latitude);
