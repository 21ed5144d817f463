using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Hosting;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>
/// .mcp/server.json, by the rules of the MCP registry's schema 2025-12-11 and of its publishing: the schema itself is not to be had where tests run.
/// </summary>
public sealed partial class RegistryManifestTests
{
    private const string File = ".mcp/server.json";

    private static readonly JsonObject Manifest = ManifestFile.Read(File);

    // What another says too, is for a form alone, or has no use yet.
    private static readonly string[] NotDeclared = ["read-only", "blank-is-unset", "files-dir"];

    [Fact]
    public void Version_and_variables_are_the_programs() => ManifestFile.Check(File, manifest =>
    {
        manifest["version"] = ProductInfo.Version;
        foreach (var package in manifest["packages"]!.AsArray().Select(package => package!.AsObject()))
        {
            if (package.ContainsKey("version"))
            {
                package["version"] = ProductInfo.Version;
            }
            package["identifier"] = ImageTag().Replace((string)package["identifier"]!, ":" + ProductInfo.Version);
            package["environmentVariables"] = new JsonArray([.. Connection(), .. Options()]);
        }
    });

    [Fact]
    public void Required_fields_have_their_form()
    {
        Assert.Equal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json", (string)Manifest["$schema"]!);
        string name = (string)Manifest["name"]!;
        Assert.Matches("^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$", name);
        Assert.InRange(name.Length, 3, 200);
        Assert.InRange(((string)Manifest["description"]!).Length, 1, 100);
        Assert.InRange(((string)Manifest["title"]!).Length, 1, 100);
        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", (string)Manifest["version"]!);
        Assert.All(["url", "source"], field => Assert.NotNull(Manifest["repository"]![field]));
        Assert.Empty(Manifest.Select(field => field.Key).Except(["$schema", "name", "title", "description", "version", "repository", "websiteUrl", "icons", "packages", "remotes", "_meta"]));
    }

    [Fact]
    public void Packages_have_their_form()
    {
        var packages = Manifest["packages"]!.AsArray().Select(package => package!.AsObject()).ToList();
        Assert.Equal(["nuget", "oci"], packages.Select(package => (string)package["registryType"]!));
        Assert.Equal(["dnx", "docker"], packages.Select(package => (string)package["runtimeHint"]!));
        Assert.All(packages, package => Assert.Equal("stdio", (string)package["transport"]!["type"]!));
        Assert.Equal(("mcp-redis", ProductInfo.Version), ((string)packages[0]["identifier"]!, (string)packages[0]["version"]!));
        // An image says its version in its own name.
        Assert.EndsWith(":" + ProductInfo.Version, (string)packages[1]["identifier"]!, StringComparison.Ordinal);
        Assert.False(packages[1].ContainsKey("version"));
    }

    [Fact]
    public void Every_variable_is_one_of_the_program_and_secrets_are_marked()
    {
        foreach (var variables in Manifest["packages"]!.AsArray().Select(package => package!["environmentVariables"]!.AsArray()))
        {
            Assert.Equal(variables.Count, variables.Select(variable => (string)variable!["name"]!).Distinct().Count());
            foreach (var variable in variables.Select(variable => variable!.AsObject()))
            {
                string name = (string)variable["name"]!;
                var option = OptionDefinitions.All.FirstOrDefault(option => option.Variable == name);
                Assert.True(option is not null || name.StartsWith("REDIS_", StringComparison.Ordinal), name);
                Assert.Equal(name is "REDIS_URL" or "REDIS_PASSWORD" || option?.Kind == OptionKind.Secret, (bool?)variable["isSecret"] ?? false);
                Assert.True(variable["default"] is not { } value || option!.Set(new ServerOptions(), (string)value!) is not null, name);
                Assert.Contains((string?)variable["format"] ?? "string", (string[])["string", "boolean", "filepath", "number"]);
                Assert.NotEqual("", (string)variable["description"]!);
            }
        }
    }

    [Fact]
    public void A_remote_is_an_address_over_tls_with_its_token_a_secret()
    {
        var remote = Assert.Single(Manifest["remotes"]!.AsArray())!;
        Assert.Equal("streamable-http", (string)remote["type"]!);
        string url = (string)remote["url"]!;
        Assert.Matches("^https://[^\\s]+/mcp$", url);
        Assert.Equal(Placeholder().Matches(url).Select(match => match.Groups[1].Value), remote["variables"]!.AsObject().Select(variable => variable.Key));
        var header = Assert.Single(remote["headers"]!.AsArray())!;
        Assert.Equal(("Authorization", true, true), ((string)header["name"]!, (bool)header["isSecret"]!, (bool)header["variables"]!["token"]!["isSecret"]!));
    }

    // How the registry knows that who publishes the entry has the packages too.
    [Fact]
    public void The_packages_name_the_entry_they_belong_to()
    {
        string name = (string)Manifest["name"]!;
        Assert.Contains($"<!-- mcp-name: {name} -->", RepositoryFile.Read("README.md"), StringComparison.Ordinal);
        Assert.Contains($"io.modelcontextprotocol.server.name=\"{name}\"", RepositoryFile.Read("Dockerfile"), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonObject> Connection() =>
    [
        new()
        {
            ["name"] = "REDIS_URL",
            ["description"] = "Address of Redis; rediss:// for TLS. REDIS_URL_NAME adds a connection of that name.",
            ["isRequired"] = true,
            ["isSecret"] = true,
            ["placeholder"] = "redis://user:password@host:6379/0",
        },
        new() { ["name"] = "REDIS_USERNAME", ["description"] = "The user, for an address that names none." },
        new() { ["name"] = "REDIS_PASSWORD", ["description"] = "The password, for an address that holds none.", ["isSecret"] = true },
    ];

    // The program has its defaults itself; shown are those that a form can offer.
    private static IEnumerable<JsonObject> Options()
    {
        foreach (var option in OptionDefinitions.All.Except(HttpOptionDefinitions.All).Where(option => !NotDeclared.Contains(option.Name)))
        {
            var variable = new JsonObject { ["name"] = option.Variable, ["description"] = option.Kind == OptionKind.Word ? option.Doc : option.Summary };
            if (option.Kind == OptionKind.Secret)
            {
                variable["isSecret"] = true;
            }
            if (option.Kind is OptionKind.Flag or OptionKind.Path)
            {
                variable["format"] = option.Kind == OptionKind.Flag ? "boolean" : "filepath";
            }
            if (option.Kind is OptionKind.Word or OptionKind.Bytes)
            {
                variable["default"] = option.Default;
            }
            if (option.Kind == OptionKind.Word)
            {
                variable["choices"] = new JsonArray([.. option.Words.Select(word => JsonValue.Create(word))]);
            }
            yield return variable;
        }
    }

    [GeneratedRegex(":[^:/]+$")]
    private static partial Regex ImageTag();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
