using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Geo;

/// <summary>Four cities: palermo and catania 166 km apart, rome and prague farther away.</summary>
internal static class GeoSample
{
    public static Task FillAsync(this RedisFixture redis, string key) => redis.CallAsync(
        "GEOADD", key, "13.361389", "38.115556", "palermo", "15.087269", "37.502669", "catania", "12.496366", "41.902782", "rome", "14.437800", "50.075538", "prague");

    public static string[] Members(this System.Text.Json.JsonElement reply) => [.. reply.List("items").Select(i => i.At("member").Latin())];
}
