using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Geo;

[RedisTool("redis_geo_add", "Add positions", Toolset.Geo, Risk.Write, "GEOADD", Idempotent = true)]
internal sealed class GeoAddTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add or move members of a geo set.</summary>
    /// <param name="key">Geo set.</param>
    /// <param name="items">Members, in degrees.</param>
    /// <param name="condition">Only new members, or only existing ones.</param>
    /// <returns>How many members were added or moved.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/geoadd/"/>
    public async Task<GeoChanged> RunAsync(byte[] key, [Items(1, 500)] GeoMember[] items, GeoCondition condition = GeoCondition.Always, CancellationToken cancellationToken = default)
    {
        var command = RedisCommand.Of("GEOADD").Key(key);
        switch (condition)
        {
            case GeoCondition.IfExists: command.Arg("XX"); break;
            case GeoCondition.IfAbsent: command.Arg("NX"); break;
        }
        command.Arg("CH");
        for (int i = 0; i < items.Length; i++)
        {
            GeoPoint.Check($"items[{i}].", items[i].Longitude, items[i].Latitude);
            command.Arg(GeoPoint.Text(items[i].Longitude)).Arg(GeoPoint.Text(items[i].Latitude)).Arg(items[i].Member);
        }
        return new(budget.Echo(key), (await redis.ExecuteAsync(command, cancellationToken)).Integer);
    }
}

internal sealed record GeoMember(byte[] Member, double Longitude, double Latitude);

/// <summary>Which members are written.</summary>
internal enum GeoCondition
{
    Always,
    IfExists,
    IfAbsent,
}

/// <param name="Key">Geo set.</param>
/// <param name="Changed">Members added or moved.</param>
internal sealed record GeoChanged(RedisText Key, long Changed);
