using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;

namespace McpRedis.Hosting;

/// <summary>Renders docs/tools.md from the catalogue, so that it cannot say anything else.</summary>
internal static class ToolsDocument
{
    public static string Render()
    {
        var page = new StringBuilder();
        page.Append("""
            # Tools

            <!-- Generated from the tools' own docstrings. Change those, then run ./dev test --update. -->

            Tools come in toolsets, which `--toolsets` switches on (see [configuration](configuration.md)). The risk of a tool decides who may call it and when
            the user is asked first (see [safety](safety.md)). Tokens are o200k tokens of name, description and input schema, which is what
            a host puts before the model.

            Nearly every tool also takes `database` (default: the connection's own) and, when there are two or more connections, must be told the `connection`. The toolset
            `migration` is listed only then.
            Any call can fail with `invalid_argument`, `access_denied`, `redis_unavailable`, `timeout` and the other codes that are not a tool's own;
            below are those that say something special there.


            """);
        Overview(page);
        foreach (var toolset in Toolsets.All)
        {
            page.Append($"\n## {toolset.Wire()}\n");
            foreach (var tool in ToolCatalogue.All.Where(t => t.Toolset == toolset))
            {
                Tool(page, tool);
            }
        }
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Overview(StringBuilder page)
    {
        page.Append("| toolset | tools | tokens | on by default | essentials |\n|---|---|---|---|---|\n");
        foreach (var toolset in Toolsets.All)
        {
            Row(toolset.Wire(), ToolCatalogue.All.Where(t => t.Toolset == toolset), Toolsets.Default.Contains(toolset), Toolsets.Essentials.Contains(toolset));
        }
        Row("default", ToolCatalogue.All.Where(t => Toolsets.Default.Contains(t.Toolset)), true, false);
        Row("essentials", ToolCatalogue.All.Where(t => Toolsets.Essentials.Contains(t.Toolset)), false, true);
        Row("all", ToolCatalogue.All, false, false);

        void Row(string name, IEnumerable<ToolDefinition> tools, bool isDefault, bool isEssential) => page.Append(
            $"| {name} | {tools.Count()} | {Tokens(tools)} | {(isDefault ? "yes" : "")} | {(isEssential ? "yes" : "")} |\n");
    }

    private static void Tool(StringBuilder page, ToolDefinition tool)
    {
        string repeats = tool.Idempotent ? ", repeating changes nothing more" : "";
        page.Append($"\n### {tool.Name}\n\n**{tool.Title}**. {tool.Description}\n\nRisk: {(tool.ByCommand ? "by command" : tool.Risk)}{(tool.Risk == Risk.Read ? "" : repeats)}. {Tokens([tool])} tokens.\n");
        using var input = JsonDocument.Parse($"{{{tool.InputProperties}}}");
        if (tool.Parameters.Count > 0)
        {
            page.Append("\n| parameter | type | |\n|---|---|---|\n");
            foreach (var property in input.RootElement.EnumerateObject())
            {
                Member(page, property.Name, property.Value, tool.Required.Contains(property.Name) ? "Required. " : "");
            }
        }
        page.Append($"\nReply: {tool.Returns}\n\n| member | type | |\n|---|---|---|\n");
        using var output = JsonDocument.Parse(tool.OutputSchema);
        foreach (var property in output.RootElement.GetProperty("properties").EnumerateObject())
        {
            Member(page, property.Name, property.Value, "");
        }
        page.Append(tool.Errors.Length > 0 ? $"\nErrors: {tool.Errors}\n" : "");
        page.Append(tool.App is { } app ? $"\nDashboard: `{app}`, see [dashboards](dashboards.md).\n" : "");
        page.Append(tool.Commands.Count > 0 ? $"\nCommands: {string.Join(", ", tool.Commands.Select(c => $"`{c}`"))}\n" : "\nCommands: none; it works without a connection.\n");
    }

    private static void Member(StringBuilder page, string path, JsonElement schema, string before)
    {
        string text = schema.TryGetProperty("description", out var description) ? description.GetString()! : "";
        page.Append($"| `{path}` | {TypeOf(schema)} | {before}{text} |\n");
        var inner = schema.TryGetProperty("items", out var items) ? items : schema;
        if (!IsText(inner) && inner.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                Member(page, $"{path}{(schema.TryGetProperty("items", out _) ? "[]" : "")}.{property.Name}", property.Value, "");
            }
        }
    }

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out _))
        {
            return "any";
        }
        string[] types = schema.GetProperty("type") is { ValueKind: JsonValueKind.Array } several ? [.. several.EnumerateArray().Select(t => t.GetString()!)] : [schema.GetProperty("type").GetString()!];
        string type = types[0] switch
        {
            _ when IsText(schema) => "text or base64",
            _ when schema.TryGetProperty("enum", out var words) => string.Join(", ", words.EnumerateArray().Where(w => w.ValueKind == JsonValueKind.String).Select(w => $"`{w.GetString()}`")),
            "array" => $"list of {TypeOf(schema.GetProperty("items"))}{Bounds(schema, "minItems", "maxItems")}",
            "object" when schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object => $"object of {TypeOf(others)} by name",
            "number" when types.Contains("string") => "number, `inf`, `-inf` or `nan`",
            _ => types[0] + Bounds(schema, "minimum", "maximum"),
        };
        return types.Contains("null") ? type + " or null" : type;
    }

    private static string Bounds(JsonElement schema, string least, string most)
    {
        if (!schema.TryGetProperty(least, out var min))
        {
            return "";
        }
        return schema.TryGetProperty(most, out var max) ? $", {min} to {max}" : $" from {min}";
    }

    private static bool IsText(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty("base64", out _) && properties.TryGetProperty("sizeBytes", out _);

    private static int Tokens(IEnumerable<ToolDefinition> tools) => ToolCost.Of(tools).Tokens;
}
