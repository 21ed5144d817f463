using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Hosting;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>The manifest of the bundle for Claude Desktop. That it is valid is said by the bundle's own tool, when one is made.</summary>
public sealed partial class BundleManifestTests
{
    private const string File = "packaging/mcpb/manifest.json";

    private static readonly JsonObject Manifest = ManifestFile.Read(File);

    [Fact]
    public void Version_and_tools_are_the_programs() => ManifestFile.Check(File, manifest =>
    {
        manifest["version"] = ProductInfo.Version;
        manifest["tools"] = new JsonArray([.. new ToolCatalogue(new CatalogueOptions()).Listed
            .Select(tool => new JsonObject { ["name"] = tool.Name, ["description"] = tool.Description })]);
    });

    [Fact]
    public void Every_field_of_the_form_is_used_and_every_field_used_is_there() =>
        Assert.Equal(Manifest["user_config"]!.AsObject().Select(field => field.Key).Order(), Field().Matches(Variables().ToJsonString()).Select(match => match.Groups[1].Value).Order());

    // An unknown variable would keep the program from starting.
    [Fact]
    public void Every_variable_is_one_of_the_program() =>
        Assert.Empty(Variables().Select(one => one.Key).Where(name => name != "REDIS_URL").Except(OptionDefinitions.All.Select(option => option.Variable)));

    [Fact]
    public void Defaults_of_the_form_are_values_and_the_address_is_a_secret()
    {
        var form = Manifest["user_config"]!;
        foreach ((string variable, var value) in Variables().Where(one => one.Key != "REDIS_URL"))
        {
            var option = OptionDefinitions.All.Single(option => option.Variable == variable);
            string text = Field().Match((string)value!) is { Success: true } field ? (string?)form[field.Groups[1].Value]!["default"] ?? "" : (string)value!;
            Assert.True(text.Length == 0 || option.Set(new ServerOptions(), text) is not null, $"{variable}: {text}");
        }
        Assert.Equal((true, true, "read"), ((bool)form["redis_url"]!["sensitive"]!, (bool)form["redis_url"]!["required"]!, (string)form["access"]!["default"]!));
    }

    [Fact]
    public void Windows_has_its_own_program() =>
        Assert.Equal((string)Manifest["server"]!["mcp_config"]!["command"]! + ".exe", (string)Manifest["server"]!["mcp_config"]!["platform_overrides"]!["win32"]!["command"]!);

    private static JsonObject Variables() => Manifest["server"]!["mcp_config"]!["env"]!.AsObject();

    [GeneratedRegex(@"\$\{user_config\.(\w+)\}")]
    private static partial Regex Field();
}
