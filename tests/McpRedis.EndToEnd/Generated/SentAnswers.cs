using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.EndToEnd.Stdio;

namespace McpRedis.EndToEnd.Generated;

/// <summary>What the program answered to generated lines: which ids how often, and all of it for the schema's eye.</summary>
/// <param name="revision">Whose schema holds.</param>
internal sealed class SentAnswers(string revision)
{
    private readonly Dictionary<string, int> _times = [];
    private readonly List<string> _lines = [];

    public int Count => _lines.Count;

    public void Add(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && !message.TryGetProperty("method", out _) && id.ValueKind != JsonValueKind.Null)
        {
            _times[id.GetRawText()] = _times.GetValueOrDefault(id.GetRawText()) + 1;
        }
        _lines.Add(new JsonObject { ["revision"] = revision, ["message"] = JsonNode.Parse(message.GetRawText()) }.ToJsonString());
    }

    /// <summary>No id has more answers than there are lines that hold it.</summary>
    public void AnswersEachOnce(IReadOnlyList<string> sent)
    {
        var often = _times.Where(answer => answer.Value > 1).ToArray();
        Assert.All(often, answer => Assert.InRange(answer.Value, 1, sent.Count(line => line.Contains(answer.Key.Trim('"'), StringComparison.Ordinal))));
    }

    /// <summary>Every message is valid by the published schema.</summary>
    public async Task AreValidAsync(NodeScripts scripts)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, _lines);
            ProgramRun run = await scripts.RunScriptAsync("valid-messages", null, file);
            Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
