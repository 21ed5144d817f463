using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Architecture;

/// <summary>A hint names the next call; a name that is no tool sends a model nowhere.</summary>
public sealed partial class HintTests
{
    [Fact]
    public void Hints_name_tools_that_exist()
    {
        string[] tools = [.. ToolCatalogue.All.Select(tool => tool.Name)];
        var named = RepositoryFile.Paths("src/McpRedis", "*.cs")
            .SelectMany(path => RepositoryFile.Read(path).Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            .SelectMany(line => ToolName().Matches(line).Select(match => match.Value))
            .Except(ErrorCodes.All).Except(["redis_version", "redis_mode", "redis_prefixes", "redis_connections"]).Distinct().ToArray();
        Assert.Contains("redis_key_scan", named);
        Assert.Empty(named.Except(tools));
    }

    [GeneratedRegex(@"\bredis_[a-z]+(_[a-z]+)*[a-z]\b")]
    private static partial Regex ToolName();
}
