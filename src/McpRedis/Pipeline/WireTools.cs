using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using ModelContextProtocol.Protocol;

namespace McpRedis.Pipeline;

/// <summary>Tools of a catalogue as tools/list shows them, each made when first asked for. They are large, and the same for all who share the catalogue.</summary>
internal sealed class WireTools(ToolCatalogue catalogue)
{
    private readonly ConcurrentDictionary<ToolDefinition, Tool> _made = new();

    public Tool Of(ToolDefinition tool) => _made.GetOrAdd(tool, Make);

    private Tool Make(ToolDefinition tool) => new()
    {
        Name = tool.Name,
        Title = tool.Title,
        Description = tool.Description,
        InputSchema = Parse(catalogue.InputSchemaOf(tool)),
        OutputSchema = Parse(tool.OutputSchema),
        Annotations = new ToolAnnotations
        {
            Title = tool.Title,
            ReadOnlyHint = catalogue.IsReadOnly(tool),
            DestructiveHint = tool.Risk >= Risk.Destructive && !catalogue.IsReadOnly(tool),
            IdempotentHint = tool.Idempotent,
            OpenWorldHint = false,
        },
        Meta = tool.App is { } page ? new JsonObject { ["ui"] = new JsonObject { ["resourceUri"] = page } } : null,
    };

    private static JsonElement Parse(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        return JsonElement.ParseValue(ref reader);
    }
}
