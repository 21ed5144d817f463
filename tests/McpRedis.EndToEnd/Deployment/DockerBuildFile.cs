using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>One instruction of a Dockerfile, its lines joined.</summary>
/// <param name="Word"><c>COPY</c>, <c>RUN</c>, …</param>
/// <param name="Text">What stands behind it.</param>
internal sealed record DockerInstruction(string Word, string Text)
{
    /// <summary>The words of the exec form, a JSON list; null for the shell form.</summary>
    public IReadOnlyList<string>? Exec => Text.IndexOf('[', StringComparison.Ordinal) is var start and >= 0 && Text.EndsWith(']')
        ? JsonSerializer.Deserialize<string[]>(Text[start..])
        : null;

    /// <summary>The words that are no flags, as in <c>COPY --from=build a b</c>.</summary>
    public IReadOnlyList<string> Arguments => [.. Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>Names and values of LABEL, ENV and ARG.</summary>
    public IReadOnlyDictionary<string, string> Pairs => Regex.Matches(Text, """(?<name>[\w.]+)(?:=(?:"(?<value>[^"]*)"|(?<value>\S*)))?""")
        .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
}

/// <summary>A Dockerfile as the stages it makes, each beginning with its <c>FROM</c>.</summary>
internal sealed record DockerBuildFile(IReadOnlyList<IReadOnlyList<DockerInstruction>> Stages)
{
    public IEnumerable<DockerInstruction> All => Stages.SelectMany(stage => stage);

    /// <summary>The stage that becomes the image.</summary>
    public IReadOnlyList<DockerInstruction> Image => Stages[^1];

    public static DockerBuildFile Read(string text)
    {
        string[] lines = [.. text.Split('\n').Where(line => !line.StartsWith('#'))];
        var stages = new List<List<DockerInstruction>>();
        foreach (string line in string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            var instruction = new DockerInstruction(line[..blank], line[(blank + 1)..].Trim());
            if (instruction.Word == "FROM")
            {
                stages.Add([]);
            }
            stages[^1].Add(instruction);
        }
        return new DockerBuildFile(stages);
    }

    /// <summary>The one instruction of the image that is so called.</summary>
    public DockerInstruction Single(string word) => Assert.Single(Image, i => i.Word == word);
}
