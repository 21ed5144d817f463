using McpRedis.Redis;

namespace McpRedis.Tools.Json;

/// <summary>What a path found, as JSON.TYPE tells it.</summary>
internal static class JsonPlaces
{
    /// <summary>
    /// The type of each place; none for a missing key or a path that finds nothing. A path with $ answers a list, an old
    /// one (.name) its one place alone, and RESP3 wraps a list around either.
    /// </summary>
    public static string[] Types(RespValue reply) =>
        [.. (!reply.IsAggregate ? [reply] : reply.Count == 1 && reply[0].IsAggregate ? reply[0].ItemArray : reply.ItemArray).Where(type => !type.IsNull).Select(type => type.Text)];
}
