using System.Text.Json;

namespace McpRedis.Wire;

/// <summary>The <c>_meta</c> of a call of the stateless era (MCP 2026-07-28, basic).</summary>
internal static class CallMeta
{
    // {"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{…},"io.modelcontextprotocol/clientCapabilities":{…}}
    /// <summary>
    /// Whether it says what every call must say and nothing that asks for more: no progress, no trace to join. Leaves the reader at its end.
    /// </summary>
    public static bool IsPlain(ref Utf8JsonReader reader, string revision)
    {
        bool version = false, capabilities = false, info = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!version && reader.ValueTextEquals("io.modelcontextprotocol/protocolVersion"u8))
            {
                version = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(revision);
                if (!version)
                {
                    return false;
                }
            }
            else if (!capabilities && reader.ValueTextEquals("io.modelcontextprotocol/clientCapabilities"u8))
            {
                capabilities = IsObject(ref reader);
                if (!capabilities)
                {
                    return false;
                }
            }
            else if (!info && reader.ValueTextEquals("io.modelcontextprotocol/clientInfo"u8))
            {
                info = IsObject(ref reader);
                if (!info)
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }
        return version && capabilities;
    }

    private static bool IsObject(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }
        reader.Skip();
        return true;
    }
}
