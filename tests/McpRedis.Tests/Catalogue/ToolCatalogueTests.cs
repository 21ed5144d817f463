using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Catalogue;

public sealed class ToolCatalogueTests(RedisFixture redis)
{
    [Fact]
    public void Toolsets_choose_families()
    {
        Assert.All(List(new() { Toolsets = [Toolset.Strings] }), t => Assert.Equal(Toolset.Strings, t.Toolset));
        Assert.Equal(ToolCatalogue.All.Count(t => t.Toolset == Toolset.Strings), List(new() { Toolsets = [Toolset.Strings] }).Count);
        Assert.Empty(List(new() { Toolsets = [] }));
    }

    [Fact]
    public void Include_adds_a_tool_and_exclude_wins()
    {
        Assert.Equal(["redis_key_get"], List(new() { Toolsets = [], Include = ["redis_key_get"] }).Select(t => t.Name));
        Assert.Empty(List(new() { Toolsets = [], Include = ["redis_key_get"], Exclude = ["redis_key_get"] }));
        Assert.DoesNotContain("redis_key_get", List(new() { Exclude = ["redis_key_get"] }).Select(t => t.Name));
    }

    [Fact]
    public void Include_does_not_raise_the_access_level() =>
        Assert.Empty(List(new() { HighestRisk = Risk.Read, Toolsets = [], Include = ["redis_string_set"] }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_above_the_highest_risk_is_listed(int highest)
    {
        var risk = (Risk)highest;
        var listed = List(new() { HighestRisk = risk, Toolsets = Toolsets.All, Connections = ["one", "two"] });
        Assert.Equal(ToolCatalogue.All.Where(t => t.Risk <= risk || t.ByCommand).Select(t => t.Name), listed.Select(t => t.Name));
    }

    [Fact]
    public void Order_is_by_family_and_name() => Assert.Equal(
        ToolCatalogue.All.OrderBy(t => t.Toolset).ThenBy(t => t.Name, StringComparer.Ordinal).Select(t => t.Name), ToolCatalogue.All.Select(t => t.Name));

    [Fact]
    public void Find_knows_listed_tools_only()
    {
        var catalogue = new ToolCatalogue(new() { HighestRisk = Risk.Read });
        Assert.NotNull(catalogue.Find("redis_key_get"));
        Assert.Null(catalogue.Find("redis_string_set"));
        Assert.Null(catalogue.Find("REDIS_KEY_GET"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_connection_needs_no_argument(int connections)
    {
        var catalogue = new ToolCatalogue(new() { Connections = [.. Enumerable.Range(0, connections).Select(i => $"c{i}")] });
        Assert.All(catalogue.Listed, tool => Assert.False(Schema(catalogue, tool).GetProperty("properties").TryGetProperty("connection", out _)));
    }

    [Fact]
    public void Two_connections_are_a_required_closed_list()
    {
        var catalogue = new ToolCatalogue(new() { Connections = ["default", "staging"] });
        foreach (var tool in catalogue.Listed)
        {
            var schema = Schema(catalogue, tool);
            bool takes = schema.GetProperty("properties").TryGetProperty("connection", out var connection);
            Assert.Equal(!tool.Offline, takes);
            Assert.Equal(takes, schema.GetProperty("required").EnumerateArray().Any(r => r.GetString() == "connection"));
            if (takes)
            {
                Assert.Equal(["default", "staging"], connection.GetProperty("enum").EnumerateArray().Select(e => e.GetString()!));
            }
        }
    }

    [Fact]
    public async Task Call_on_two_connections_goes_where_it_says()
    {
        await using var other = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([redis.Options(), other.Options("other")]);
        string key = mcp.Prefix + "a";
        await other.CallAsync("SET", key, "there");
        var keys = new[] { key };
        Assert.Equal("there", (await mcp.CallAsync("redis_string_get", new { connection = "other", keys })).GetProperty("items")[0].GetProperty("value").GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, (await mcp.CallAsync("redis_string_get", new { connection = "default", keys })).GetProperty("items")[0].GetProperty("value").ValueKind);
        var missing = await mcp.FailAsync("redis_string_get", new { keys });
        Assert.Equal(("invalid_argument", true), (missing.Code, missing.Message.Contains("connection", StringComparison.Ordinal)));
        var wrong = await mcp.FailAsync("redis_string_get", new { connection = "othr", keys });
        Assert.Contains("Did you mean 'other'?", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_connection_tools_are_listed_and_say_what_to_set()
    {
        await using var mcp = await ToolHarness.StartAsync(Array.Empty<ConnectionOptions>());
        Assert.Equal(ToolCatalogue.All.Count(t => !t.Toolset.NeedsTwoConnections()), (await mcp.ToolsAsync()).Count);
        Assert.Equal("not_configured", (await mcp.FailAsync("redis_key_get", new { key = "a" })).Code);
        Assert.Equal(0, (await mcp.CallAsync("redis_connection_list")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Tools_between_connections_need_two(int connections, bool listed)
    {
        var options = new CatalogueOptions { Connections = [.. Enumerable.Range(0, connections).Select(i => $"c{i}")], Include = ["redis_migration_plan"] };
        Assert.Equal(listed, List(options).Any(t => t.Toolset == Toolset.Migration));
    }

    [Fact]
    public async Task Tool_between_connections_says_that_it_needs_two()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync("redis_migration_plan", new { });
        Assert.Equal("access_denied", error.Code);
        Assert.Contains("two connections", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_that_is_not_listed_is_refused_by_name()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = mcp.Prefix + "a", value = "b" } } })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "a")).Integer);
    }

    private static IReadOnlyList<ToolDefinition> List(CatalogueOptions options) => new ToolCatalogue(options).Listed;

    private static JsonElement Schema(ToolCatalogue catalogue, ToolDefinition tool)
    {
        using var document = JsonDocument.Parse(catalogue.InputSchemaOf(tool));
        return document.RootElement.Clone();
    }
}
