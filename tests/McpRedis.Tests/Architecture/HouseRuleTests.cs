using System.Text.RegularExpressions;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Architecture;

/// <summary>Rules of the house that a compiler does not hold.</summary>
public sealed partial class HouseRuleTests
{
    private static readonly string[] Files =
        [.. RepositoryFile.Paths("src", "*.cs"), .. RepositoryFile.Paths("tests", "*.cs").Where(f => !f.Contains("/node_modules/", StringComparison.Ordinal))];

    private static readonly string[] Product = [.. Files.Where(f => f.StartsWith("src/McpRedis/", StringComparison.Ordinal))];

    [Fact]
    public void No_file_is_over_400_lines() => Assert.DoesNotContain(Files, f => Lines(f) > 400);

    [Fact]
    public void Files_of_the_product_are_short()
    {
        int[] lines = [.. Product.Select(Lines).Order()];
        Assert.InRange(lines[lines.Length / 2], 1, 70);
        Assert.InRange(lines[lines.Length * 9 / 10], 1, 150);
    }

    [Fact]
    public void Namespace_is_the_folder() => Assert.Empty(
        from file in Files
        where !file.StartsWith("src/compat/", StringComparison.Ordinal)   // their shape is given by the caller
        let declared = Namespace().Match(RepositoryFile.Read(file)) is { Success: true } match ? match.Groups[1].Value : null
        where declared is not null && declared != Folder(file)
        select $"{file} is in {declared}");

    [Fact]
    public void Namespaces_are_file_scoped() => Assert.DoesNotContain(Files, f => BlockNamespace().IsMatch(RepositoryFile.Read(f)));

    [Fact]
    public void Names_say_what_a_thing_is() => Assert.Empty(
        from file in Files
        from Match match in Type().Matches(RepositoryFile.Read(file))
        where EmptyWord().IsMatch(match.Groups[1].Value)
        select $"{file} declares {match.Groups[1].Value}");

    [Fact]
    public void Tools_are_named_by_family_and_verb() => Assert.DoesNotContain(
        Product, f => RepositoryFile.Read(f).Contains("[RedisTool(", StringComparison.Ordinal) && !f.EndsWith("Tool.cs", StringComparison.Ordinal));

    // Fault is open for the one failure that carries what it is about: a confirmation that is needed.
    [Fact]
    public void Product_is_internal_and_sealed() => Assert.Empty(
        from file in Product
        where file != "src/McpRedis/Faults/Fault.cs"
        from Match match in Open().Matches(RepositoryFile.Read(file))
        select $"{file}: {match.Value.Trim()}");

    [Fact]
    public void Test_classes_are_public_and_sealed() => Assert.Empty(
        from file in Files
        where file.StartsWith("tests/McpRedis.Tests/", StringComparison.Ordinal) && file.EndsWith("Tests.cs", StringComparison.Ordinal)
        where !RepositoryFile.Read(file).Contains("public sealed ", StringComparison.Ordinal)
        select file);

    // A test of a source file stands where the file stands.
    [Fact]
    public void Folders_of_tests_are_rooms() => Assert.Empty(
        Files.Where(f => f.StartsWith("tests/McpRedis.Tests/", StringComparison.Ordinal) && f.Count(c => c == '/') > 2)
            .Select(f => f.Split('/')[2]).Distinct()
            .Except([.. Product.Where(f => f.Count(c => c == '/') > 2).Select(f => f.Split('/')[2]), "Architecture", "Compat", "Support", "Snapshots", "Samples"]));

    private static int Lines(string file) => RepositoryFile.Read(file).Count(c => c == '\n');

    private static string Folder(string file) => string.Join('.', file.Split('/')[1..^1]);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^namespace [\w.]+\s*\{?\s*$", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected)[\w ]* (?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("(?:Utils?|Utility|Utilities|Helpers?|Common|Managers?|Base|Impl)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"^(?:public|internal) (?:partial )?(?:class|record) \w+|^public \w+ .*(?:class|record|struct|interface|enum) \w+", RegexOptions.Multiline)]
    private static partial Regex Open();
}
