using McpRedis.Catalogue;
using McpRedis.Diagnostics;
using ModelContextProtocol.Protocol;

namespace McpRedis.Resources;

/// <summary>The pages of findings: <c>redis://findings/RF001</c>. They are constants, and open where redis_server_health is.</summary>
internal static class FindingResources
{
    private const string Tool = "redis_server_health";

    public static ResourceTemplate Template { get; } = new()
    {
        Name = "finding",
        Title = "Finding of redis_server_health",
        UriTemplate = FindingPage.Template,
        Description = "What a finding means: why it matters, when it is right as it is, what to do, thresholds, how to silence it.",
        MimeType = "text/markdown",
    };

    public static bool IsOpen(ToolCatalogue catalogue) => catalogue.Find(Tool) is not null;

    /// <summary>Null for any other address, and for a finding there is not.</summary>
    public static ReadResourceResult? Find(ToolCatalogue catalogue, string? uri) =>
        FindingPage.IdOf(uri) is { } id && IsOpen(catalogue) && AllChecks.Find(id) is { } check
            ? new ReadResourceResult
            {
                Contents = [new TextResourceContents { Uri = uri!, MimeType = "text/markdown", Text = FindingPage.Render(check) }],
                TimeToLive = ToolCatalogue.ListLifetime,
                CacheScope = CacheScope.Public,
            }
            : null;
}
