using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>V01–V03: vercel.json by Vercel's own CLI, without a network, and what the CLI does not see.</summary>
public sealed class VercelTests
{
    private const string Service = "vercel.json", Front = "deploy/vercel-front/vercel.json";

    // What a build of a container asks for when it has read and checked everything, and before it builds.
    private const string AllRead = "VERCEL_OIDC_TOKEN";

    [Fact]
    public async Task V01_the_CLI_takes_the_file_as_it_is()
    {
        var run = await BuildAsync(RepositoryFile.Read(Service));

        Assert.Contains(AllRead, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"entrypoint\"", "\"entrypiont\"")]
    [InlineData("\"entrypoint\": \"Dockerfile\"", "\"entrypoint\": \"Dockerfile.prod\"")]
    [InlineData("\"destination\"", "\"destinaton\"")]
    [InlineData("\"runtime\": \"container\"", "\"runtime\": \"contaner\"")]
    [InlineData("\"maxDuration\": 300", "\"maxDuration\": \"long\"")]
    public async Task V01_the_CLI_refuses_mistakes(string right, string wrong)
    {
        string file = RepositoryFile.Read(Service);
        Assert.Contains(right, file, StringComparison.Ordinal);
        var run = await BuildAsync(file.Replace(right, wrong, StringComparison.Ordinal));

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain(AllRead, run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task V01_the_CLI_builds_the_variant_in_front()
    {
        using var project = new TempFolder();
        Directory.CreateDirectory(project.File("public"));
        File.WriteAllText(project.File("public/robots.txt"), RepositoryFile.Read("deploy/vercel-front/public/robots.txt"));
        var run = await BuildAsync(RepositoryFile.Read(Front), project);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var routes = JsonElement.Parse(File.ReadAllText(project.File(".vercel/output/config.json"))).GetProperty("routes").EnumerateArray().ToArray();
        var route = Assert.Single(routes, r => r.TryGetProperty("dest", out var dest) && dest.GetString()!.StartsWith("https://", StringComparison.Ordinal));
        // Where the CLI writes host names small, the variable would no longer be found.
        Assert.Equal("https://$MCP_UPSTREAM_HOST/$1", route.GetProperty("dest").GetString());
        Assert.Equal("MCP_UPSTREAM_HOST", Assert.Single(route.GetProperty("env").EnumerateArray()).GetString());
        Assert.True(File.Exists(project.File(".vercel/output/static/robots.txt")));
    }

    [Theory]
    [InlineData("mcp")]
    [InlineData("health/live")]
    [InlineData(".well-known/oauth-protected-resource/mcp")]
    [InlineData("oauth/protected-resource")]
    public void The_variant_in_front_passes_on_what_the_server_serves(string path)
    {
        string pattern = JsonElement.Parse(RepositoryFile.Read(Front)).GetProperty("routes")[1].GetProperty("src").GetString()!;

        Assert.Matches(pattern, "/" + path);
        Assert.DoesNotMatch(pattern, "/else/" + path);
    }

    [Theory]
    [InlineData(Service)]
    [InlineData(Front)]
    public void V02_the_file_holds_nothing_secret(string file)
    {
        string text = RepositoryFile.Read(file);

        Assert.Empty(SecretLooks.In(text));
        Assert.DoesNotContain(Names(JsonElement.Parse(text)), SecretLooks.IsName);
        Assert.Equal(["redis://:S3cret@", "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4MTIz"], SecretLooks.In("""{ "a": "redis://:S3cret@host", "b": "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4MTIz" }"""));
    }

    // The CLI takes a rewrite to a service that is not there, and any name at the top.
    [Fact]
    public void V03_services_rewrites_and_Dockerfile_agree()
    {
        var file = JsonElement.Parse(RepositoryFile.Read(Service));
        Assert.Equal(["$schema", "services", "rewrites"], file.EnumerateObject().Select(p => p.Name));
        string[] services = [.. file.GetProperty("services").EnumerateObject().Select(s => s.Name)];
        var rewrites = file.GetProperty("rewrites").EnumerateArray().ToArray();

        Assert.All(rewrites, rewrite => Assert.Contains(rewrite.GetProperty("destination").GetProperty("service").GetString(), services));
        Assert.Equal("/(.*)", rewrites[^1].GetProperty("source").GetString());
        var service = file.GetProperty("services").GetProperty(Assert.Single(services));
        Assert.Equal("container", service.GetProperty("runtime").GetString());
        string dockerfile = Path.Combine(service.GetProperty("root").GetString()!, service.GetProperty("entrypoint").GetString()!);
        Assert.Equal("8080", DockerBuildFile.Read(RepositoryFile.Read(dockerfile)).Single("EXPOSE").Text);
        Assert.Equal(service.GetProperty("entrypoint").GetString(), Assert.Single(service.GetProperty("functions").EnumerateObject()).Name);
    }

    private static async Task<ProgramRun> BuildAsync(string file, TempFolder? folder = null)
    {
        using var own = folder is null ? new TempFolder() : null;
        var project = folder ?? own!;
        Directory.CreateDirectory(project.File(".vercel"));
        File.WriteAllText(project.File(".vercel/project.json"), """{"projectId":"prj_local","orgId":"team_local","settings":{"framework":null}}""");
        File.WriteAllText(project.File("vercel.json"), file);
        File.WriteAllText(project.File("Dockerfile"), RepositoryFile.Read("Dockerfile"));
        return await DeploymentTools.RunAsync("vercel", "build", "--yes", "--cwd", project.Path);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };
}
