using System.Text.RegularExpressions;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Architecture;

/// <summary>The table of docs/testing.md, which test proves which rule: complete, and of tests there are.</summary>
public sealed partial class ProvenRulesTests
{
    [Fact]
    public void Every_rule_names_tests_that_exist()
    {
        var files = RepositoryFile.Paths("tests", "*.cs").ToLookup(path => path.Split('/')[^1]);
        var rules = new List<string>();
        var missing = new List<string>();
        foreach (Match row in Row().Matches(Section(RepositoryFile.Read("docs/testing.md"))))
        {
            rules.Add(row.Groups["rule"].Value);
            string[] tests = [.. Test().Matches(row.Groups["tests"].Value).Select(m => m.Groups[1].Value)];
            Assert.NotEmpty(tests);
            foreach (string[] test in tests.Select(t => t.Split('.')))
            {
                string source = string.Concat(files[test[0] + ".cs"].Select(RepositoryFile.Read));
                if (source.Length == 0 || (test.Length > 1 && !source.Contains($" {test[1]}(", StringComparison.Ordinal)))
                {
                    missing.Add($"{row.Groups["rule"]}: {string.Join('.', test)}");
                }
            }
        }
        Assert.Empty(missing);
        Assert.Equal(
            [.. Ids('S', 22), .. Ids('C', 12), .. Ids('A', 14), "B10", "B13", "R13", "R14", "R17", .. Ids('V', 4)],
            rules);
    }

    // Other tables of the page tell of runs by hand.
    private static string Section(string page)
    {
        int begin = page.IndexOf("## What proves which rule", StringComparison.Ordinal), end = page.IndexOf("\n## ", begin, StringComparison.Ordinal);
        return page[begin..(end < 0 ? page.Length : end)];
    }

    private static IEnumerable<string> Ids(char letter, int last) => Enumerable.Range(1, last).Select(i => $"{letter}{i:00}");

    [GeneratedRegex(@"^\| (?<rule>[SCABRV][0-9]{2}) \|[^|]+\|(?<tests>[^|]+)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Test();
}
