using System.Text.RegularExpressions;
using McpRedis.Hosting;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>Every option, variable and command that a file for deployment names is one of the program, and every file it links to is there.</summary>
public sealed partial class NamedOptionsTests
{
    private const string Page = "docs/deployment.md";

    private static readonly string[] Files = [Page, "Dockerfile", "vercel.json", .. RepositoryFile.Paths("deploy", "*")];

    // Their options are theirs.
    private static readonly string[] OtherPrograms = ["buildah", "kubectl", "install", "systemctl", "systemd-analyze", "vercel"];

    // And of these those before the name of the image.
    private static readonly string[] Engines = ["docker", "podman"];

    [Fact]
    public void Variables() => Assert.Empty(
        from file in Files
        from Match match in Variable().Matches(RepositoryFile.Read(file))
        where !OptionDefinitions.All.Any(o => o.Variable == match.Value || (o.Kind == OptionKind.Secret && o.FileVariable == match.Value))
        select $"{file}: {match.Value}");

    [Fact]
    public void Options()
    {
        string[] known = [.. OptionDefinitions.All.Where(o => o.OnCommandLine).Select(o => o.Flag)];
        var named = (from file in Files.Where(f => f != "Dockerfile")
                     from command in Commands(file)
                     from Match match in Option().Matches(OfTheProgram(command))
                     select (file, match.Value)).ToArray();

        Assert.DoesNotContain(named, n => !known.Contains(n.Value));
        Assert.Contains((Page, "--behind-proxy"), named);
        Assert.Contains((Page, "--trusted-proxies"), named);
    }

    [Fact]
    public void Commands_of_the_program_are_some()
    {
        string source = RepositoryFile.Read("src/McpRedis/Hosting/CommandLine.cs");
        Assert.All(Regex.Matches(RepositoryFile.Read(Page), "mcp-redis (http|stdio|healthcheck|token|check)").Select(m => m.Groups[1].Value),
            command => Assert.Contains($"(\"{command}\",", source, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_it_links_to_are_there()
    {
        string[] links = [.. Link().Matches(RepositoryFile.Read(Page)).Select(m => m.Groups[1].Value.Split('#')[0])];

        Assert.Contains("../vercel.json", links);
        Assert.DoesNotContain(links, link => !Path.Exists(Path.Combine(Stdio.BuiltProgram.Repository, "docs", link)));
    }

    // In a page, what is set as code, line by line with what is continued joined, a client's configuration as one; in other files their lines.
    private static IEnumerable<string> Commands(string file)
    {
        string text = RepositoryFile.Read(file).Replace("\\\n", " ", StringComparison.Ordinal);
        return file == Page ? Code().Matches(text).SelectMany(m => m.Value.StartsWith("```json", StringComparison.Ordinal) ? [m.Value.ReplaceLineEndings(" ")] : m.Value.Trim('`').Split('\n')) : text.Split('\n');
    }

    private static string OfTheProgram(string command)
    {
        var words = Word().Matches(command);
        return words.Any(w => OtherPrograms.Contains(w.Value)) ? ""
            : !words.Any(w => Engines.Contains(w.Value)) ? command
            : words.LastOrDefault(w => w.Value == "mcp-redis") is { } image ? command[image.Index..]
            : "";
    }

    [GeneratedRegex(@"\bMCP_REDIS_\w+")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex Option();

    [GeneratedRegex(@"[\w./-]+")]
    private static partial Regex Word();

    [GeneratedRegex("```[^`]+```|`[^`]+`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
