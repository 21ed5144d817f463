namespace McpRedis.Redis;

// HELLO without arguments, a map in RESP3 and an array of pairs in RESP2 (Redis 8.6; Garnet adds garnet_version; a
// sentinel has no role):
//
//   server "redis"  version "8.6.3"  proto 2  id 11  mode "standalone"  role "master"
//   modules [[name "vectorset" ver 1 path "" args []]]

/// <summary>What a server says of itself in answer to HELLO; null where it did not.</summary>
internal sealed record Greeting(string? Server, string? Version, string? GarnetVersion, string? Mode, string? Role, IReadOnlyList<string>? Modules)
{
    public static Greeting Read(RespValue reply)
    {
        var modules = Field(reply, "modules");
        return new(
            Word("server"), Word("version"), Word("garnet_version"), Word("mode"), Word("role"),
            modules.IsAggregate ? [.. modules.ItemArray.Select(module => Field(module, "name").Text)] : null);

        string? Word(string name) => Field(reply, name) is { IsNull: false } value ? value.Text : null;
    }

    /// <summary>A field of a map, or of an array that alternates name and value.</summary>
    public static RespValue Field(RespValue map, string name)
    {
        var items = map.Items;
        for (int i = 0; i + 1 < items.Length; i += 2)
        {
            if (items[i].Text == name)
            {
                return items[i + 1];
            }
        }
        return RespValue.Null;
    }
}
