using System.Text.RegularExpressions;
using System.Xml.Linq;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>What the image will be, as far as the Dockerfile alone tells. eng/container-check looks at the image itself.</summary>
public sealed class DockerfileTests
{
    private static readonly DockerBuildFile Built = DockerBuildFile.Read(RepositoryFile.Read("Dockerfile"));

    private static readonly DockerIgnoreFile Ignored = new(RepositoryFile.Read(".dockerignore"));

    [Fact]
    public async Task Language_tools_of_Docker_have_nothing_to_say()
    {
        var run = await DeploymentTools.RunAsync("dockerfile", Path.Combine(BuiltProgram.Repository, "Dockerfile"));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    [Fact]
    public void It_is_run_by_a_numbered_user_who_is_not_root() => Assert.Equal("1654", Built.Single("USER").Text);

    // The last stage has no shell, so nothing of it may need one.
    [Fact]
    public void Nothing_in_the_image_needs_a_shell()
    {
        Assert.EndsWith("-chiseled", Built.Image[0].Arguments[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Built.Image, i => i.Word is "RUN" or "SHELL");
        var program = Built.Single("ENTRYPOINT").Exec;
        Assert.NotNull(program);
        Assert.Equal([.. program, "healthcheck"], Built.Single("HEALTHCHECK").Exec);
        Assert.Equal(["http"], Built.Single("CMD").Exec);
    }

    [Fact]
    public void The_port_that_is_exposed_is_the_one_it_listens_on()
    {
        Assert.Equal("8080", Built.Single("EXPOSE").Text);
        Assert.Equal("0.0.0.0:8080", Built.Single("ENV").Pairs["MCP_REDIS_LISTEN"]);
    }

    [Fact]
    public void The_root_file_system_can_be_read_only()
    {
        Assert.Equal("0", Built.Single("ENV").Pairs["DOTNET_EnableDiagnostics"]);
        Assert.DoesNotContain(Built.Image, i => i.Word == "VOLUME" || i.Text.Contains("--chown", StringComparison.Ordinal) || i.Text.Contains("--chmod", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_say_what_it_is()
    {
        var labels = Built.Single("LABEL").Pairs;
        Assert.Equal(XDocument.Parse(RepositoryFile.Read("Directory.Build.props")).Descendants("Version").Single().Value, labels["org.opencontainers.image.version"]);
        Assert.Equal("MIT", labels["org.opencontainers.image.licenses"]);
        Assert.Equal("mcp-redis", labels["org.opencontainers.image.title"]);
        Assert.StartsWith("https://", labels["org.opencontainers.image.source"], StringComparison.Ordinal);
        Assert.Equal("io.github.mcp-redis/mcp-redis", labels["io.modelcontextprotocol.server.name"]);
    }

    // A build argument stays in the history of the image, and some platforms hand a project's whole environment to the build.
    [Fact]
    public void No_secret_is_asked_for_or_kept()
    {
        Assert.Equal(["TARGETARCH"], Built.All.Where(i => i.Word == "ARG").SelectMany(i => i.Pairs.Keys));
        Assert.DoesNotContain(Built.All.Where(i => i.Word == "ENV").SelectMany(i => i.Pairs.Keys), SecretLooks.IsName);
        Assert.Empty(SecretLooks.In(RepositoryFile.Read("Dockerfile")));
        Assert.DoesNotContain(Built.All, i => i.Word == "ADD");
    }

    [Fact]
    public void Packages_are_restored_as_locked_before_any_source_is_copied()
    {
        var build = Built.Stages[0];
        Assert.Contains("--platform=$BUILDPLATFORM", build[0].Text, StringComparison.Ordinal);
        var restore = build.First(i => i.Word == "RUN");
        Assert.Matches("^dotnet restore .*--locked-mode", restore.Text);
        string[] before = [.. build.TakeWhile(i => i != restore).Where(i => i.Word == "COPY").SelectMany(i => i.Arguments.SkipLast(1))];

        string[] projects = [.. Projects("src/McpRedis/McpRedis.csproj").Distinct()];
        string[] needed = [.. projects, .. projects.Select(p => $"{Path.GetDirectoryName(p)}/packages.lock.json"), "global.json", "Directory.Build.props", "Directory.Packages.props"];
        Assert.Equal(needed.Order(), before.Order());
        Assert.Matches("^dotnet publish .*--no-restore", build.Last(i => i.Word == "RUN").Text);
    }

    [Fact]
    public void What_is_copied_is_there_and_sent_to_the_builder()
    {
        string[] sources = [.. Built.All.Where(i => i.Word == "COPY" && !i.Text.Contains("--from", StringComparison.Ordinal)).SelectMany(i => i.Arguments.SkipLast(1))];
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(BuiltProgram.Repository, source)), source));
        Assert.All([.. sources, .. RepositoryFile.Paths("src", "*.cs"), .. RepositoryFile.Paths("src", "*.tsv")], source => Assert.True(Ignored.Sends(source), source));
    }

    [Theory]
    [InlineData(".git/config")]
    [InlineData(".env")]
    [InlineData("src/.env.local")]
    [InlineData("src/McpRedis/bin/Debug/net10.0/mcp-redis.dll")]
    [InlineData("src/McpRedis/obj/project.assets.json")]
    [InlineData("tests/McpRedis.Tests/McpRedis.Tests.csproj")]
    [InlineData("tests/clients/node_modules/ajv/package.json")]
    [InlineData("artifacts/publish/linux-x64/mcp-redis")]
    [InlineData("tokens.json")]
    [InlineData(".vercel/project.json")]
    public void What_is_no_source_is_not_sent_to_the_builder(string path) => Assert.False(Ignored.Sends(path));

    private static IEnumerable<string> Projects(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        var references = Regex.Matches(RepositoryFile.Read(project), "<ProjectReference Include=\"([^\"]+)\"").Select(m => m.Groups[1].Value);
        return [project, .. references.SelectMany(r => Projects(Path.GetRelativePath(BuiltProgram.Repository, Path.GetFullPath(Path.Combine(folder, r), BuiltProgram.Repository))))];
    }
}
