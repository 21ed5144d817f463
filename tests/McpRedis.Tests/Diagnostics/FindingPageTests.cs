using McpRedis.Diagnostics;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Diagnostics;

public sealed class FindingPageTests
{
    private static readonly string[] Headings = ["What", "Why it matters", "When it is right as it is", "What to do", "What changes", "Risk of the fix", "How to silence", "What it needs"];

    [Fact]
    public void Pages_are_fresh() => Assert.Empty(AllChecks.List.SelectMany(check => RepositoryFile.Stale($"docs/findings/{check.Id}.md", FindingPage.Render(check))));

    [Fact]
    public void List_of_pages_is_fresh() => RepositoryFile.Check("docs/findings/README.md", FindingPage.Index(AllChecks.List));

    [Fact]
    public void Every_page_belongs_to_a_check() => Assert.Equal(["README.md", .. AllChecks.List.Select(check => $"{check.Id}.md")], RepositoryFile.Names("docs/findings"));

    [Fact]
    public void Every_page_says_all_there_is_to_say() => Assert.All(AllChecks.List, check =>
    {
        string page = FindingPage.Render(check);
        Assert.All(Headings, heading => Assert.Contains($"\n## {heading}\n\n", page, StringComparison.Ordinal));
        Assert.All(check.Thresholds, threshold => Assert.Contains($"| `{threshold.Name}` |", page, StringComparison.Ordinal));
        Assert.NotEmpty(check.Fix);
        Assert.All([check.What, check.Why, check.WhenNot, check.Risk, check.Change], text => Assert.EndsWith(".", text, StringComparison.Ordinal));
        Assert.InRange(check.Title.Length, 10, 80);
    });

    // What a check reads must be asked for and kept.
    [Fact]
    public void Every_check_looks_in_one_way() => Assert.All(AllChecks.List, check => Assert.True(check.Look is null ^ check.LookAcross is null, check.Id));

    [Theory]
    [InlineData("redis://findings/RF001", "RF001")]
    [InlineData("redis://finding/RF001", null)]
    [InlineData(null, null)]
    public void Address_names_the_check(string? uri, string? id) => Assert.Equal(id, FindingPage.IdOf(uri));
}
