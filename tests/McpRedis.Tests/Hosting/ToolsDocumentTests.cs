using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Hosting;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Hosting;

public sealed partial class ToolsDocumentTests
{
    [Fact]
    public void Document_is_fresh() => RepositoryFile.Check("docs/tools.md", ToolsDocument.Render());

    [Fact]
    public void Every_tool_is_in_the_document_with_all_its_parameters()
    {
        string page = ToolsDocument.Render();
        foreach (var tool in ToolCatalogue.All)
        {
            string section = page[page.IndexOf($"\n### {tool.Name}\n", StringComparison.Ordinal)..];
            section = section[..(section.IndexOf("\n### ", 1, StringComparison.Ordinal) is var end and > 0 ? end : section.Length)];
            Assert.All(tool.Parameters, parameter => Assert.Contains($"| `{parameter}` |", section, StringComparison.Ordinal));
            Assert.All(tool.Commands, command => Assert.Contains($"`{command}`", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Errors_are_codes_there_are()
    {
        var codes = ToolCatalogue.All.SelectMany(tool => Code().Matches(tool.Errors).Select(match => match.Value)).Distinct();
        Assert.Empty(codes.Except(ErrorCodes.All));
        Assert.All(ToolCatalogue.All.Where(tool => tool.Errors.Length > 0), tool => Assert.Matches(Code(), tool.Errors));
    }

    // "key_not_found; conflict: the two would follow each other": a snake_case word that is a part, or begins one and ends in a colon.
    [GeneratedRegex("(?<=^|; )[a-z]+(_[a-z]+)*(?=:|;|$)")]
    private static partial Regex Code();
}
