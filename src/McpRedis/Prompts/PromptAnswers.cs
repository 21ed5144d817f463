using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reply;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Prompts;

/// <summary>prompts/list and prompts/get over the <see cref="PromptLibrary"/>.</summary>
internal static class PromptAnswers
{
    private const int LongestArgument = 1000;

    private static readonly Prompt[] List = [.. PromptLibrary.All.Select(Wire)];

    public static ValueTask<ListPromptsResult> ListAsync(RequestContext<ListPromptsRequestParams> request, CancellationToken cancellationToken) =>
        new(new ListPromptsResult { Prompts = List, TimeToLive = ToolCatalogue.ListLifetime, CacheScope = CacheScope.Private });

    public static ValueTask<GetPromptResult> GetAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        string name = request.Params?.Name ?? "";
        var prompt = PromptLibrary.All.FirstOrDefault(p => p.Name == name)
            ?? throw Refused($"Unknown prompt.{Nearest.Hint(name, PromptLibrary.All.Select(p => p.Name))}");
        var arguments = Read(prompt, request.Params?.Arguments);
        return new(new GetPromptResult
        {
            Description = prompt.Description,
            Messages = [new PromptMessage { Role = Role.User, Content = new TextContentBlock { Text = Fill(prompt.Text, arguments) } }],
        });
    }

    /// <summary>The text with its arguments, each as a JSON string, so that where one ends can be seen; a line for one that was left out is dropped.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> arguments)
    {
        var lines = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            string filled = line;
            foreach (var (name, value) in arguments)
            {
                filled = filled.Replace($"{{{name}}}", Quoted(value), StringComparison.Ordinal);
            }
            // What an argument holds is escaped, so a brace that opens a line's own place is ours.
            if (!PromptLibrary.All.SelectMany(p => p.Arguments).Any(field => !arguments.ContainsKey(field.Name) && line.Contains($"{{{field.Name}}}", StringComparison.Ordinal)))
            {
                lines.Add(filled);
            }
        }
        return string.Join('\n', lines).Trim();
    }

    // A brace is escaped too, so that what is filled in is no place to fill.
    private static string Quoted(string value) => $"\"{ReplyJson.Encoder.Encode(value).Replace("{", "\\u007B", StringComparison.Ordinal).Replace("}", "\\u007D", StringComparison.Ordinal)}\"";

    private static Dictionary<string, string> Read(PromptDefinition prompt, IDictionary<string, JsonElement>? given)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, JsonElement>())
        {
            if (prompt.Arguments.All(field => field.Name != name))
            {
                throw Refused($"Unknown argument '{name}'.{Nearest.Hint(name, prompt.Arguments.Select(field => field.Name))}");
            }
            if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length > LongestArgument)
            {
                throw Refused($"{name}: a text of at most {LongestArgument} characters was expected.");
            }
            // Forms send what was not filled in as an empty text.
            if (value.GetString()!.Length > 0)
            {
                arguments[name] = value.GetString()!;
            }
        }
        return prompt.Arguments.FirstOrDefault(field => field.Required && !arguments.ContainsKey(field.Name)) is { } missing
            ? throw Refused($"{missing.Name}: this prompt needs it. {missing.Description}")
            : arguments;
    }

    private static Prompt Wire(PromptDefinition prompt) => new()
    {
        Name = prompt.Name,
        Title = prompt.Title,
        Description = prompt.Description,
        Arguments = [.. prompt.Arguments.Select(field => new PromptArgument { Name = field.Name, Description = field.Description, Required = field.Required })],
    };

    private static McpProtocolException Refused(string why) => new(why, McpErrorCode.InvalidParams);
}
