using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>The resources the suite reads.</summary>
internal static class FixtureResources
{
    private const string Text = "test://static-text", Binary = "test://static-binary", Watched = "test://watched-resource", Start = "test://template/", End = "/data";

    public static ListResourcesResult List { get; } = new() { Resources = [Resource(Text, "text/plain"), Resource(Binary, "image/png"), Resource(Watched, "text/plain")] };

    public static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates = [new() { UriTemplate = $"{Start}{{id}}{End}", Name = "template", Description = "Fixture template of the conformance suite.", MimeType = "application/json" }],
    };

    public static ReadResourceResult Read(string uri) => new()
    {
        Contents =
        [
            uri switch
            {
                Text => new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "This is the content of the static text resource." },
                Binary => BlobResourceContents.FromBytes(FixtureContent.Png, uri, "image/png"),
                Watched => new TextResourceContents { Uri = uri, MimeType = "text/plain", Text = "Watched." },
                _ when uri.StartsWith(Start, StringComparison.Ordinal) && uri.EndsWith(End, StringComparison.Ordinal) => FromTemplate(uri),
                _ => throw new McpProtocolException("Resource not found.", McpErrorCode.InvalidParams) { Data = { ["uri"] = uri } },
            },
        ],
    };

    private static TextResourceContents FromTemplate(string uri)
    {
        string id = uri[Start.Length..^End.Length];
        return new() { Uri = uri, MimeType = "application/json", Text = JsonSerializer.Serialize(new { id, templateTest = true, data = $"Data for ID: {id}" }) };
    }

    private static Resource Resource(string uri, string mimeType) => new() { Uri = uri, Name = uri[7..], Description = $"Fixture {uri} of the conformance suite.", MimeType = mimeType };
}
