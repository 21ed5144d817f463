using McpRedis.Catalogue;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Catalogue;

/// <summary>The hints clients act on are derived from Risk, and reach them.</summary>
public sealed class ToolAnnotationTests(RedisFixture redis)
{
    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Annotations_follow_from_the_risk(string? era)
    {
        await using var replay = new ReplayServer(redis);   // which has every module, so that all are listed
        await using var mcp = await ToolHarness.StartAsync([replay.Options], era: era);
        var wire = await mcp.ToolsAsync();
        var tools = ToolCatalogue.All.Where(t => !t.Toolset.NeedsTwoConnections());
        Assert.Equal(tools.Select(t => t.Name), wire.Keys);
        foreach (var tool in tools)
        {
            var hints = wire[tool.Name].Annotations!;
            Assert.Equal(tool.Risk == Risk.Read, hints.ReadOnlyHint);
            Assert.Equal(tool.Risk is Risk.Destructive or Risk.Admin, hints.DestructiveHint);
            Assert.Equal(tool.Idempotent, hints.IdempotentHint);
            Assert.False(hints.OpenWorldHint);
            Assert.Equal(tool.Title, hints.Title);
            Assert.Equal(tool.Title, wire[tool.Name].Title);
            Assert.Equal(tool.Description, wire[tool.Name].Description);
        }
    }

    // That the list of tools may change is the SDK's word for any collection of them; ours never does, and nothing is lost by listening.
    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Capabilities_are_what_is_there_and_no_more(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var capabilities = mcp.Client.ServerCapabilities;
        Assert.NotNull(capabilities.Tools);
        Assert.True(capabilities.Resources is { Subscribe: true, ListChanged: null or false });
        Assert.True(capabilities.Prompts is { ListChanged: null or false });
        Assert.NotNull(capabilities.Completions);
        Assert.Equal(["io.modelcontextprotocol/skills", "io.modelcontextprotocol/ui"], capabilities.Extensions!.Keys);
    }

    [Fact]
    public void Reads_are_idempotent() => Assert.All(ToolCatalogue.All.Where(t => t.Risk == Risk.Read), t => Assert.True(t.Idempotent));

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Whatever_the_input_schema_says_of_a_good_call_is_true(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var schema = (await mcp.ToolsAsync())["redis_string_get"].InputSchema;
        Assert.Empty(SchemaCheck.Problems(schema, System.Text.Json.JsonSerializer.SerializeToElement(new { keys = new[] { "a" }, start = -1, encoding = "utf8" })));
        Assert.NotEmpty(SchemaCheck.Problems(schema, System.Text.Json.JsonSerializer.SerializeToElement(new { keys = Array.Empty<string>() })));
        Assert.NotEmpty(SchemaCheck.Problems(schema, System.Text.Json.JsonSerializer.SerializeToElement(new { keys = new[] { "a" }, key = "a" })));
    }
}
