using System.Text.Encodings.Web;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Tests.Support;
using ModelContextProtocol;

namespace McpRedis.Tests.Catalogue;

/// <summary>The wire definition of every tool, one file each, so that a review sees what a client will see change.</summary>
public sealed class ToolSnapshotTests(RedisFixture redis)
{
    private const string Folder = "tests/McpRedis.Tests/Snapshots";

    private static readonly JsonSerializerOptions Pretty = new(McpJsonUtilities.DefaultOptions)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public async Task Tools_are_as_their_snapshots_say()
    {
        await using var replay = new ReplayServer(redis);   // which has every module, so that all are listed
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        await using var pair = await ToolHarness.StartAsync([redis.Options(), redis.Options("other")]);
        var between = ToolCatalogue.All.Where(t => t.Toolset.NeedsTwoConnections()).Select(t => t.Name);
        var stale = new List<string>();
        foreach (var tool in (await mcp.ToolsAsync()).Values.Concat((await pair.ToolsAsync()).Values.Where(t => between.Contains(t.Name))))
        {
            stale.AddRange(RepositoryFile.Stale($"{Folder}/{tool.Name}.json", JsonSerializer.Serialize(tool, Pretty) + "\n"));
        }
        Assert.Empty(stale);
    }

    [Fact]
    public void Snapshots_are_of_tools_there_are() =>
        Assert.Equal(ToolCatalogue.All.Select(t => t.Name + ".json").Order(StringComparer.Ordinal), RepositoryFile.Names(Folder).Where(n => n.StartsWith("redis_", StringComparison.Ordinal)));

    // Golden sets: a tool that becomes visible at a lower access level is a decision, and shows up in a review.
    [Fact]
    public void Access_levels_list_what_they_always_did()
    {
        var lists = new Dictionary<string, string[]>();
        foreach ((string access, Risk highest) in new[] { ("read", Risk.Read), ("write", Risk.Destructive), ("full", Risk.Admin) })
        {
            lists[access] = [.. new ToolCatalogue(new CatalogueOptions { HighestRisk = highest, Toolsets = Toolsets.All }).Listed.Select(t => t.Name)];
        }
        Assert.Empty(RepositoryFile.Stale($"{Folder}/access-levels.json", JsonSerializer.Serialize(lists, Pretty) + "\n"));
        Assert.Empty(lists["read"].Except(lists["write"]));
        Assert.Empty(lists["write"].Except(lists["full"]));
    }
}
