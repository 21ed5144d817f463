using System.Buffers;
using System.Text.Json;
using McpRedis.Redis;

namespace McpRedis.Auth;

/// <summary>The document of RFC 9728 that tells a client where to get a token for us, as JSON.</summary>
internal static class ProtectedResourceMetadata
{
    private const string Name = "mcp-redis";

    public static ReadOnlyMemory<byte> Write(PublicUrl url, string issuer, AccessLevel highest)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("resource", url.Resource);
            WriteList(writer, "authorization_servers", [issuer]);
            WriteList(writer, "scopes_supported", RedisScopes.UpTo(highest));
            WriteList(writer, "bearer_methods_supported", ["header"]);
            writer.WriteString("resource_name", Name);
            writer.WriteEndObject();
        }
        return json.WrittenMemory;
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> items)
    {
        writer.WriteStartArray(name);
        foreach (string item in items)
        {
            writer.WriteStringValue(item);
        }
        writer.WriteEndArray();
    }
}
