using McpRedis.Catalogue;

namespace McpRedis.Tests.Catalogue;

/// <summary>What having the tools in view costs a model, in o200k tokens. A ceiling is raised only for a tool worth it.</summary>
public sealed class ToolCostTests
{
    // About a tenth above what they are.
    private static readonly Dictionary<Toolset, int> Ceilings = new()
    {
        [Toolset.Connections] = 43,
        [Toolset.Keys] = 1180,
        [Toolset.Strings] = 640,
        [Toolset.Hashes] = 730,
        [Toolset.Lists] = 900,
        [Toolset.Sets] = 900,
        [Toolset.SortedSets] = 860,
        [Toolset.Pubsub] = 440,
        [Toolset.Server] = 370,
        [Toolset.Admin] = 485,
        [Toolset.Migration] = 1030,
        [Toolset.Commands] = 265,
        [Toolset.Streams] = 1620,
        [Toolset.Transactions] = 350,
        [Toolset.Scripting] = 440,
        [Toolset.Bits] = 730,
        [Toolset.Geo] = 810,
        [Toolset.Hyperloglog] = 370,
        [Toolset.Json] = 800,
        [Toolset.Search] = 1010,
        [Toolset.Vectors] = 960,
        [Toolset.Timeseries] = 1020,
        [Toolset.Config] = 310,
        [Toolset.Analysis] = 495,
        [Toolset.Clients] = 460,
        [Toolset.Latency] = 250,
        [Toolset.Monitor] = 140,
        [Toolset.Cluster] = 60,
    };

    public static TheoryData<string> Sets => [.. Toolsets.All.Select(t => t.ToString())];

    [Theory, MemberData(nameof(Sets))]
    public void Toolset_is_within_its_ceiling(string name)
    {
        var toolset = Enum.Parse<Toolset>(name);
        Assert.True(Ceilings.TryGetValue(toolset, out int ceiling), $"{toolset} needs a ceiling");
        int tokens = Tokens(t => t.Toolset == toolset);
        Assert.InRange(tokens, ToolCatalogue.All.Any(t => t.Toolset == toolset) ? ceiling * 8 / 10 : 0, ceiling);
    }

    [Fact]
    public void Presets_are_within_their_promise()
    {
        Assert.InRange(Tokens(t => Toolsets.Essentials.Contains(t.Toolset)), 1, 2_500);
        Assert.InRange(Tokens(t => Toolsets.Default.Contains(t.Toolset)), 1, 7_000);
        Assert.InRange(Tokens(_ => true), 1, 20_000);
    }

    [Fact]
    public void Presets_grow()
    {
        Assert.Empty(Toolsets.Essentials.Except(Toolsets.Default));
        Assert.Empty(Toolsets.Default.Except(Toolsets.All));
    }

    // The counts are made outside, by a tokenizer; a tool that changed since then has another size.
    [Fact]
    public void Every_tool_was_counted_as_it_is() =>
        Assert.Empty(ToolCatalogue.All.Where(t => !ToolCost.Of(t).Counted).Select(t => $"{t.Name}: ./dev test --update counts again"));

    [Fact]
    public void Cost_of_another_form_of_the_list_is_scaled()
    {
        var several = new ToolCatalogue(new CatalogueOptions { Connections = ["production", "staging"] });
        var tool = ToolCatalogue.All.First(t => t.Name == "redis_key_get");
        var (one, two) = (ToolCost.Of(tool, Catalogue), ToolCost.Of(tool, several));
        Assert.True(one.Counted);
        Assert.False(two.Counted);
        Assert.InRange(two.Tokens, one.Tokens + 1, one.Tokens * 2);
        Assert.StartsWith("about ", two.TokenText, StringComparison.Ordinal);
    }

    private static ToolCatalogue Catalogue { get; } = new(new CatalogueOptions { Connections = ["default"] });

    private static int Tokens(Func<ToolDefinition, bool> which) =>
        ToolCost.Of(ToolCatalogue.All.Where(which)).Tokens;
}
