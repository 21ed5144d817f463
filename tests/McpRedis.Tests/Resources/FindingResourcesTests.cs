using McpRedis.Diagnostics;
using McpRedis.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Resources;

public sealed class FindingResourcesTests(RedisFixture redis)
{
    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Pages_of_findings_are_read_by_their_template(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        Assert.Contains(await mcp.Client.ListResourceTemplatesAsync(cancellationToken: TestTimeout.Token()), template => template.UriTemplate == "redis://findings/{id}" && template.MimeType == "text/markdown");
        var page = Assert.IsType<TextResourceContents>(Assert.Single((await ReadAsync(mcp, "redis://findings/RF043")).Contents));
        Assert.Equal(FindingPage.Render(AllChecks.Find("RF043")!), page.Text);
        await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(mcp, "redis://findings/RF999"));
    }

    [Fact]
    public async Task Pages_are_closed_where_the_tool_is()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, new() { Toolsets = ["keys"] });
        Assert.DoesNotContain(await mcp.Client.ListResourceTemplatesAsync(cancellationToken: TestTimeout.Token()), template => template.Name == "finding");
        await Assert.ThrowsAsync<McpProtocolException>(() => ReadAsync(mcp, "redis://findings/RF043"));
    }

    private static async Task<ReadResourceResult> ReadAsync(ToolHarness mcp, string uri) =>
        await mcp.Client.ReadResourceAsync(new ReadResourceRequestParams { Uri = uri }, TestTimeout.Token());
}
