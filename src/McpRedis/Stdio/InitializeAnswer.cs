using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;

namespace McpRedis.Stdio;

/// <summary>The answer to initialize of the handshake era: versions, capabilities, who we are.</summary>
internal static class InitializeAnswer
{
    // Revisions with a handshake that the SDK serves; asked for another one it offers the last of these.
    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    /// <summary>The version to answer with; null when the request is not plainly well-formed, which the SDK then judges.</summary>
    public static string? TryRead(ReadOnlySpan<byte> parameters)
    {
        string? version = null;
        bool client = false, capabilities = false;
        var reader = new Utf8JsonReader(parameters);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("protocolVersion"u8))
                {
                    version = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    reader.Skip();
                }
                else if (reader.ValueTextEquals("clientInfo"u8))
                {
                    client = reader.Read() && IsClient(ref reader);
                }
                else if (reader.ValueTextEquals("capabilities"u8))
                {
                    capabilities = reader.Read() && AreCapabilities(ref reader);
                }
                else
                {
                    return null;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        return client && capabilities && Versions.Contains(version) ? version : null;
    }

    /// <summary>
    /// The result as the SDK gives it for any server with tools: it takes logging/setLevel, and would tell of a list that
    /// changes. Written as text: no constant in it needs escaping, which a test checks by comparing it with the SDK's.
    /// </summary>
    /// <param name="version">One of the known revisions.</param>
    public static byte[] Result(string version) => Encoding.UTF8.GetBytes(
        $"{{\"protocolVersion\":\"{version}\",\"capabilities\":{{\"logging\":{{}},\"prompts\":{{}},\"resources\":{{\"subscribe\":true}},\"tools\":{{\"listChanged\":true}},\"completions\":{{}},\"extensions\":{{\"io.modelcontextprotocol/skills\":{{}},\"io.modelcontextprotocol/ui\":{{\"mimeTypes\":[\"text/html;profile=mcp-app\"]}}}}}},"
        + $"\"serverInfo\":{{\"name\":\"{ProductInfo.Name}\",\"title\":\"{ProductInfo.Title}\",\"version\":\"{ProductInfo.Version}\"}},"
        + $"\"instructions\":\"{Instructions.Text}\"}}");

    // {"name":"claude-ai","title":"Claude","version":"0.1.0"}; what is not text (icons) is the SDK's to read.
    private static bool IsClient(ref Utf8JsonReader reader)
    {
        bool name = false, version = false, plain = reader.TokenType == JsonTokenType.StartObject;
        if (!plain)
        {
            reader.Skip();
            return false;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            name |= reader.ValueTextEquals("name"u8);
            version |= reader.ValueTextEquals("version"u8);
            reader.Read();
            plain &= reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }
        return plain && name && version;
    }

    // {"roots":{"listChanged":true},"sampling":{},"elicitation":{"form":{}}}
    private static bool AreCapabilities(ref Utf8JsonReader reader)
    {
        bool plain = reader.TokenType == JsonTokenType.StartObject;
        if (!plain)
        {
            reader.Skip();
            return false;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            plain &= IsCapability(ref reader);
        }
        return plain;
    }

    private static bool IsCapability(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }
        bool plain = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool flag = reader.ValueTextEquals("listChanged"u8);
            reader.Read();
            plain &= flag ? reader.TokenType is JsonTokenType.True or JsonTokenType.False : IsCapability(ref reader);
        }
        return plain;
    }
}
