using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>The links of README.md that install the program put in what README.md shows.</summary>
public sealed partial class InstallLinkTests
{
    private static readonly string Text = RepositoryFile.Read("README.md");

    private static readonly JsonNode Shown = Blocks().First(block => (string?)block["command"] == "dnx");

    [Fact]
    public void What_is_shown_is_the_package_of_this_version_and_reads_alone() =>
        Assert.Equal([$"mcp-redis@{ProductInfo.Version}", "--yes", "--", "--read-only"], Shown["args"]!.AsArray().Select(argument => (string)argument!));

    [Fact]
    public void The_link_for_VS_Code()
    {
        var redirect = new Uri(Link("VS Code"));
        Assert.Equal("insiders.vscode.dev/redirect", redirect.Host + redirect.AbsolutePath);
        string inner = Uri.UnescapeDataString(redirect.Query["?url=".Length..]);
        const string Scheme = "vscode:mcp/install?";
        Assert.StartsWith(Scheme, inner, StringComparison.Ordinal);
        var server = JsonNode.Parse(Uri.UnescapeDataString(inner[Scheme.Length..]))!;
        Assert.Equal(("redis", "stdio"), ((string)server["name"]!, (string)server["type"]!));
        SameProgram(server);

        // The address is asked for as in the configuration further down.
        var asking = Blocks().First(block => block["inputs"] is not null);
        Assert.True(JsonNode.DeepEquals(asking["inputs"], server["inputs"]));
        Assert.True(JsonNode.DeepEquals(asking["servers"]!["redis"]!["env"], server["env"]));
    }

    [Fact]
    public void The_link_for_Cursor()
    {
        var link = new Uri(Link("Cursor"));
        Assert.Equal("cursor://anysphere.cursor-deeplink/mcp/install", link.GetLeftPart(UriPartial.Path));
        var query = link.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => Uri.UnescapeDataString(part[1]));
        Assert.Equal("redis", query["name"]);
        var server = JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(query["config"])))!;
        SameProgram(server);
        Assert.True(JsonNode.DeepEquals(Shown["env"], server["env"]));
    }

    [Fact]
    public void Every_version_named_is_this_one() =>
        Assert.All(Version().Matches(Text), match => Assert.Equal(ProductInfo.Version, match.Groups[1].Value));

    [Fact]
    public void It_is_no_longer_than_a_person_reads() => Assert.InRange(Text.Split('\n').Length, 1, 300);

    private static void SameProgram(JsonNode server)
    {
        Assert.Equal((string)Shown["command"]!, (string)server["command"]!);
        Assert.True(JsonNode.DeepEquals(Shown["args"], server["args"]));
    }

    private static string Link(string name) => Regex.Match(Text, $@"\[{name}\]\(([^)\s]+)\)").Groups[1].Value;

    private static IEnumerable<JsonNode> Blocks() => Block().Matches(Text.ReplaceLineEndings("\n")).Select(match => JsonNode.Parse(match.Groups[1].Value)!);

    [GeneratedRegex("```json\n([^`]+)\n```")]
    private static partial Regex Block();

    [GeneratedRegex(@"mcp-redis[@-](\d+\.\d+\.\d+)")]
    private static partial Regex Version();
}
