using System.Text.RegularExpressions;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>The example of docs/migration.md is run as it stands there, but for the ports, and shows what it says.</summary>
public sealed partial class MigrationExampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_does_what_it_shows()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || ServerSource.OnPath("redis-cli") is null, "no redis-cli here");
        await using var old = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0");
        await using var other = await RedisServerProcess.StartAsync();
        string page = RepositoryFile.Read("docs/migration.md");
        // Both at once: the port put in for one may hold the digits of the other.
        string example = Port().Replace(page[page.IndexOf("## An example to follow", StringComparison.Ordinal)..], port => $"{(port.Value == "7001" ? old : other).Port}");
        await File.WriteAllTextAsync(_folder.File("migrate.json"), Config().Match(example).Groups[1].Value, TestTimeout.Token());
        int commands = 0;
        foreach (Match block in Shown().Matches(example))
        {
            foreach (string part in ("\n" + block.Groups[1].Value).Split("\n$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                string[] lines = part.TrimEnd().Split('\n');
                var run = await RunAsync(lines[0]);
                string[] told = run.Output.Split('\n');
                int from = 0;
                foreach (string line in lines[1..])
                {
                    int at = Array.FindIndex(told, from, text => Regex.IsMatch(text, $"^{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}"));
                    Assert.True(at >= 0, $"$ {lines[0]}\nshould say: {line}\nsaid:\n{run.Output}{run.Errors}");
                    from = at + 1;
                }
                commands++;
            }
        }
        Assert.Equal(7, commands);
    }

    // As a shell has it, with the program under test by its name.
    private Task<ProgramRun> RunAsync(string command)
    {
        var program = BuiltProgram.Start([]);
        string words = string.Join(' ', new[] { program.FileName }.Concat(program.ArgumentList).Select(word => $"'{word}'"));
        var shell = BuiltProgram.Start([]);
        (shell.FileName, shell.WorkingDirectory) = ("bash", _folder.Path);
        shell.ArgumentList.Clear();
        foreach (string argument in (string[])["-c", $"mcp-redis() {{ {words} \"$@\"; }}\n{command}"])
        {
            shell.ArgumentList.Add(argument);
        }
        shell.Environment["MCP_REDIS_FILES_DIR"] = _folder.Path;
        return ProgramRun.ToEndAsync(shell, TestTimeout.Token());
    }

    [GeneratedRegex(@"\b700[12]\b")]
    private static partial Regex Port();

    [GeneratedRegex("```json\n([^`]+)\n```")]
    private static partial Regex Config();

    [GeneratedRegex("```console\n([^`]+)\n```")]
    private static partial Regex Shown();
}
