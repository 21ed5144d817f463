using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Dashboards;
using McpRedis.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Dashboards;

/// <summary>The pages as a host finds and reads them. That they show what they should is seen in a browser: tests/clients/apps.mjs.</summary>
public sealed partial class DashboardAnswersTests(RedisFixture redis)
{
    public static TheoryData<string> Names => [.. Dashboard.All.Select(page => page.Name)];

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task The_extension_is_declared_with_its_kind_of_page(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var said = JsonSerializer.SerializeToNode(mcp.Client.ServerCapabilities.Extensions!["io.modelcontextprotocol/ui"]);
        Assert.Equal("""{"mimeTypes":["text/html;profile=mcp-app"]}""", Plain(said));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Every_tool_with_a_page_names_one_that_is_listed_and_read(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var named = (await mcp.Client.ListToolsAsync(cancellationToken: TestTimeout.Token()))
            .Where(tool => tool.ProtocolTool.Meta is not null).ToDictionary(tool => tool.Name, tool => (string)tool.ProtocolTool.Meta!["ui"]!["resourceUri"]!);
        var listed = (await mcp.Client.ListResourcesAsync(cancellationToken: TestTimeout.Token())).Where(resource => resource.Uri.StartsWith("ui:", StringComparison.Ordinal)).ToList();

        Assert.Equal("ui://redis/overview", named["redis_server_health"]);
        Assert.Equal(named.Values.Distinct().Order(), listed.Select(resource => resource.Uri).Order());
        Assert.Equal(Dashboard.All.Count, listed.Count);
        foreach (var resource in listed)
        {
            Assert.Equal(("text/html;profile=mcp-app", """{"ui":{"prefersBorder":true}}"""), (resource.MimeType, Plain(resource.ProtocolResource.Meta)));
            Assert.NotEmpty(resource.Description!);
            var result = await mcp.Client.ReadResourceAsync(resource.Uri, cancellationToken: TestTimeout.Token());
            var page = Assert.IsType<TextResourceContents>(Assert.Single(result.Contents));
            Assert.Equal((resource.Uri, resource.MimeType, """{"ui":{"prefersBorder":true}}"""), (page.Uri, page.MimeType, Plain(page.Meta)));
            Assert.StartsWith("<!doctype html>", page.Text, StringComparison.Ordinal);
            Assert.Contains($"<title>{resource.Title}</title>", page.Text, StringComparison.Ordinal);
        }
    }

    // A host without pages never hears of them: what the tools say is what they said before.
    [Fact]
    public async Task A_reply_is_text_for_whoever_shows_no_pages()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var result = await mcp.Client.CallToolAsync("redis_server_health", cancellationToken: TestTimeout.Token());
        using var text = JsonDocument.Parse(Assert.IsType<TextContentBlock>(result.Content[0]).Text);
        Assert.NotEmpty(text.RootElement.GetProperty("items").EnumerateArray());
        Assert.True(JsonElement.DeepEquals(text.RootElement, (JsonElement)result.StructuredContent!));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Where_its_tool_is_switched_off_there_is_no_page(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { ExcludeTools = ["redis_server_health"] }, era);
        Assert.DoesNotContain(await mcp.Client.ListResourcesAsync(cancellationToken: TestTimeout.Token()), resource => resource.Uri == "ui://redis/overview");
        var error = await Assert.ThrowsAsync<McpProtocolException>(async () => await mcp.Client.ReadResourceAsync("ui://redis/overview", cancellationToken: TestTimeout.Token()));
        Assert.Equal(era == ToolHarness.Newest ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound, error.ErrorCode);
    }

    // Whoever reads replies may see the page.
    [Fact]
    public async Task Reading_access_has_them_all()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal(Dashboard.All.Count, (await mcp.Client.ListResourcesAsync(cancellationToken: TestTimeout.Token())).Count(resource => resource.Uri.StartsWith("ui:", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_page_is_whole_and_asks_for_nothing(string name)
    {
        string html = Dashboard.All.Single(page => page.Name == name).Html;
        Assert.DoesNotMatch(Outside(), html);
        Assert.DoesNotMatch(Unsafe(), html);
        // Placeholders that were not filled, and an end of the script where there should be none.
        Assert.DoesNotMatch(@"\{(title|style|script)\}", html);
        Assert.Single(Regex.Matches(html, "</script>"));
        Assert.Single(Regex.Matches(html, "</style>"));
        Assert.Contains("default-src 'none'; script-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_small() => Assert.InRange(Dashboard.All.Sum(page => page.Html.Length), 10_000, 100_000);

    [Fact]
    public void Tools_name_pages_that_there_are() =>
        Assert.Empty(ToolCatalogue.All.Select(tool => tool.App).OfType<string>().Except(Dashboard.All.Select(page => page.Uri)));

    [Fact]
    public void Pages_belong_to_tools() =>
        Assert.Empty(Dashboard.All.Select(page => page.Uri).Except(ToolCatalogue.All.Select(tool => tool.App).OfType<string>()));

    private static string Plain(JsonNode? json) => json!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    // The names of namespaces and of the protocol's page are addresses that nobody asks for.
    [GeneratedRegex("""(src|href|action)\s*=|@import|url\(|\bimport\b\s*[({'"]|fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|https?://(?!www\.w3\.org/2000/svg)""")]
    private static partial Regex Outside();

    // What would make markup, or code, of text.
    [GeneratedRegex("""innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['"]|srcdoc|createContextualFragment|DOMParser|\bon[a-z]+=""")]
    private static partial Regex Unsafe();
}
