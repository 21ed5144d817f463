using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Geo;

[RedisTool("redis_geo_store", "Store a search", Toolset.Geo, Risk.Write,
    "GEOSEARCHSTORE", "GEOSEARCH", "EXISTS", "TYPE", "PTTL", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN")]
internal sealed class GeoStoreTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Store an area's members in a key. Over an existing key only when confirmed.</summary>
    /// <param name="key">Geo set.</param>
    /// <param name="newKey">Key of the result.</param>
    /// <param name="member">As in redis_geo_search.</param>
    /// <param name="longitude">Degrees.</param>
    /// <param name="latitude">Degrees.</param>
    /// <param name="radiusM">Metres.</param>
    /// <param name="widthM">Metres.</param>
    /// <param name="heightM">Metres.</param>
    /// <param name="distances">Store distances as scores.</param>
    /// <param name="limit">Nearest so many; default all.</param>
    /// <returns>Members stored; with 0 there is no key: what newKey held is then gone.</returns>
    /// <exception cref="Fault">confirmation_required: newKey exists; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/geosearchstore/"/>
    public async Task<GeoStored> RunAsync(
        byte[] key,
        byte[] newKey,
        byte[]? member = null,
        double? longitude = null,
        double? latitude = null,
        double? radiusM = null,
        double? widthM = null,
        double? heightM = null,
        bool distances = false,
        [Limits(1, 1_000_000)] int? limit = null,
        CancellationToken cancellationToken = default)
    {
        var area = new GeoArea(member, longitude, latitude, radiusM, widthM, heightM);
        var probe = RedisCommand.Of("GEOSEARCH").Key(key);
        var command = RedisCommand.Of("GEOSEARCHSTORE").Key(newKey).Key(key);
        area.AddTo(probe);
        area.AddTo(command);
        if (limit is { } most)
        {
            command.Arg("ASC").Arg("COUNT").Arg(most);
        }
        if (distances)
        {
            command.Arg("STOREDIST");
        }
        // What cannot be done (another slot, another type, a centre that is not there) is found before anybody is asked.
        await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(newKey).Key(key), cancellationToken);
        await redis.ExecuteAsync(probe.Arg("COUNT").Arg(1).Arg("ANY"), cancellationToken);
        if (await HeldKey.ReadAsync(redis, newKey, cancellationToken) is { } held)
        {
            guard.Require(Risk.Destructive, new Effect($"replaces a key that holds {held.What}") { Keys = 1, Sample = [newKey], WithoutExpiry = held.Expires ? 0 : 1 });
        }
        return new(budget.Echo(newKey), (await redis.ExecuteAsync(command.Large(), cancellationToken)).Integer);
    }
}

/// <param name="NewKey">Key of the result.</param>
/// <param name="Total">Members stored.</param>
internal sealed record GeoStored(RedisText NewKey, long Total);
