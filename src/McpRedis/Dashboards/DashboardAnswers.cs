using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using ModelContextProtocol.Protocol;

namespace McpRedis.Dashboards;

/// <summary>
/// The pages as resources, for hosts with the extension <c>io.modelcontextprotocol/ui</c>. They are constants, and open where a tool is listed that they belong to; a host that
/// shows none has the tool's reply as text.
/// </summary>
internal static class DashboardAnswers
{
    public const string Extension = "io.modelcontextprotocol/ui";
    public const string MimeType = "text/html;profile=mcp-app";

    /// <summary>What is said of the extension.</summary>
    public static JsonObject Capability => new() { ["mimeTypes"] = new JsonArray(MimeType) };

    /// <summary>For resources/list.</summary>
    public static IEnumerable<Resource> Pages(ToolCatalogue catalogue) => Dashboard.All.Where(page => IsOpen(page, catalogue)).Select(page => new Resource
    {
        Uri = page.Uri,
        Name = page.Name,
        Title = page.Title,
        Description = page.Description,
        MimeType = MimeType,
        Meta = Meta,
    });

    /// <summary>The page of an address; null when there is none here.</summary>
    public static ReadResourceResult? Read(ToolCatalogue catalogue, string? uri) => Dashboard.All.FirstOrDefault(page => page.Uri == uri) is { } page && IsOpen(page, catalogue)
        ? new ReadResourceResult
        {
            Contents = [new TextResourceContents { Uri = page.Uri, MimeType = MimeType, Text = page.Html, Meta = Meta }],
            TimeToLive = ToolCatalogue.ListLifetime,
            CacheScope = CacheScope.Public,
        }
        : null;

    // Without csp: nothing from outside is asked for, and a host's default grants nothing.
    private static JsonObject Meta => new() { ["ui"] = new JsonObject { ["prefersBorder"] = true } };

    private static bool IsOpen(Dashboard page, ToolCatalogue catalogue) => catalogue.Listed.Any(tool => tool.App == page.Uri);
}
