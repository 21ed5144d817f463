using ModelContextProtocol.Protocol;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>Tools that answer with each kind of content, with an error, or have an unusual input schema.</summary>
internal static class FixtureContent
{
    /// <summary>One pixel.</summary>
    public static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");

    /// <summary>No sample at 8 kHz.</summary>
    private static readonly byte[] Wav = Convert.FromBase64String("UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=");

    private const string RichSchema = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
         "$defs":{"address":{"$anchor":"addressDef","type":"object","properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
         "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},"contactMethod":{"type":"string","enum":["phone","email"]},"phone":{"type":"string"},"email":{"type":"string"}},
         "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
         "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},"then":{"required":["phone"]},"else":{"required":["email"]},
         "additionalProperties":false}
        """;

    public static IEnumerable<FixtureTool> Tools =>
    [
        new("test_simple_text", new TextContentBlock { Text = "This is a simple text response for testing." }),
        new("test_image_content", ImageContentBlock.FromBytes(Png, "image/png")),
        new("test_audio_content", AudioContentBlock.FromBytes(Wav, "audio/wav")),
        new("test_embedded_resource", Embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
        new("test_multiple_content_types",
            new TextContentBlock { Text = "Multiple content types test:" },
            ImageContentBlock.FromBytes(Png, "image/png"),
            Embedded("test://mixed-content-resource", "application/json", """{"test":"data","value":123}""")),
        new("test_error_handling", (_, _) => new(new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }] })),
        new("json_schema_2020_12_tool", (_, _) => new(FixtureTool.Text("done")), RichSchema),
        new("test_header_parameter", (request, _) => new(FixtureTool.Text(FixtureTool.Argument(request, "region"))),
            """{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}},"required":["region"]}"""),
    ];

    public static EmbeddedResourceBlock Embedded(string uri, string mimeType, string text) =>
        new() { Resource = new TextResourceContents { Uri = uri, MimeType = mimeType, Text = text } };
}
