using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Prompts;

/// <summary>
/// prompts/list and prompts/get over the <see cref="PromptLibrary"/>, as far as this server's connections and tools carry
/// them: with one connection nobody has to name it, and nothing can be copied to another.
/// </summary>
internal sealed class PromptAnswers(ToolCatalogue catalogue)
{
    private const int LongestArgument = 1000;

    /// <summary>The prompts shown here.</summary>
    public IReadOnlyList<PromptDefinition> Shown { get; } =
    [
        .. PromptLibrary.All.Where(prompt => catalogue.TakesConnection || prompt.Arguments.All(field => field.Name != "source"))
            .Select(prompt => catalogue.TakesConnection ? prompt : prompt with { Arguments = [.. prompt.Arguments.Where(field => field.Name != "connection")] }),
    ];

    public ValueTask<ListPromptsResult> ListAsync(RequestContext<ListPromptsRequestParams> request, CancellationToken cancellationToken) =>
        new(new ListPromptsResult { Prompts = [.. Shown.Select(Wire)], TimeToLive = ToolCatalogue.ListLifetime, CacheScope = CacheScope.Private });

    public ValueTask<GetPromptResult> GetAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken)
    {
        string name = request.Params?.Name ?? "";
        var prompt = Shown.FirstOrDefault(p => p.Name == name)
            ?? throw Refused($"Unknown prompt.{Nearest.Hint(name, Shown.Select(p => p.Name))}");
        string text = Text(prompt, Read(prompt, request.Params?.Arguments));
        return new(new GetPromptResult
        {
            Description = prompt.Description,
            Messages = [new PromptMessage { Role = Role.User, Content = new TextContentBlock { Text = text } }],
        });
    }

    /// <summary>The message as it is here: filled in, and with what this server leaves out.</summary>
    public string Text(PromptDefinition prompt, IReadOnlyDictionary<string, string> arguments) => PromptText.Fill(prompt.Text, arguments) + Missing(prompt.Text);

    // The access level and the toolsets are the operator's: what they leave out is said, not run into.
    private string Missing(string text)
    {
        string[] missing = [.. ToolCatalogue.All.Select(tool => tool.Name).Where(tool => catalogue.Find(tool) is null && text.Contains(tool, StringComparison.Ordinal))];
        return missing.Length == 0 ? "" : $"\nNot offered here: {string.Join(", ", missing)}. Leave out what needs them, and tell me what you would have done with them.";
    }

    private Dictionary<string, string> Read(PromptDefinition prompt, IDictionary<string, JsonElement>? given)
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
            string text = value.GetString()!;
            if (name is "connection" or "source" or "target" && text.Length > 0 && !catalogue.Connections.Contains(text))
            {
                throw Refused($"{name}: no connection of that name.{Nearest.Hint(text, catalogue.Connections)}");
            }
            // Forms send what was not filled in as an empty text.
            if (text.Length > 0)
            {
                arguments[name] = text;
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
