using System.Text;

namespace McpRedis.Catalogue;

/// <summary>What exists and what is shown of it. Made once at start; the generated definitions are constants.</summary>
internal sealed class ToolCatalogue
{
    /// <summary>What a client may keep the list for without asking. It changes only with a restart.</summary>
    public static readonly TimeSpan ListLifetime = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, ToolDefinition> _listed;
    private readonly CatalogueOptions _options;

    public ToolCatalogue(CatalogueOptions options)
    {
        _options = options;
        Listed = [.. All.Where(IsListed)];
        DependsOnServer = options.Connections.Count > 0 && Listed.Any(tool => tool.Toolset.IsModule());
        _listed = Listed.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>Every tool of the program, listed or not, by toolset and name: the generator sorted them.</summary>
    public static ToolDefinition[] All { get; } = GeneratedTools.All();

    /// <summary>The tools a client sees, in a fixed order.</summary>
    public IReadOnlyList<ToolDefinition> Listed { get; }

    /// <summary>True when what is shown depends on what the servers can do: see <see cref="ModuleFamilies"/>.</summary>
    public bool DependsOnServer { get; }

    /// <summary>True when calls must say which connection they mean.</summary>
    public bool TakesConnection => _options.Connections.Count > 1;

    public IReadOnlyList<string> Connections => _options.Connections;

    public ToolDefinition? Find(string name) => _listed.GetValueOrDefault(name);

    /// <summary>The names a call may use: the tool's own parameters and the ones that come by themselves.</summary>
    public IReadOnlyList<string> ParametersOf(ToolDefinition tool) =>
        [.. TakesConnection && !tool.Offline ? ["connection"] : (string[])[], .. tool.Parameters, .. After(tool).Select(p => p.Name)];

    /// <summary>
    /// JSON schema of the arguments: <c>connection</c> (a closed list) where there is a choice, the tool's own,
    /// <c>database</c>, and what confirms a call on the tools that can ask for that.
    /// </summary>
    public string InputSchemaOf(ToolDefinition tool)
    {
        var json = new StringBuilder("{\"type\":\"object\",\"properties\":{", 1024);
        bool connection = TakesConnection && !tool.Offline;
        if (connection)
        {
            // Names match ^[a-z][a-z0-9-]*$, so they need no escaping.
            json.Append("\"connection\":{\"type\":\"string\",\"enum\":[\"").AppendJoin("\",\"", Connections).Append("\"]},");
        }
        json.Append(tool.InputProperties);
        string comma = tool.InputProperties.Length > 0 ? "," : "";
        foreach ((string name, string schema) in After(tool))
        {
            json.Append(comma).Append('"').Append(name).Append("\":").Append(schema);
            comma = ",";
        }
        json.Append("},\"required\":[");
        json.AppendJoin(',', (connection ? tool.Required.Prepend("connection") : tool.Required).Select(r => $"\"{r}\""));
        return json.Append("],\"additionalProperties\":false}").ToString();
    }

    /// <summary>Whether no call of the tool can change anything: by its risk, or because reads are all the access level leaves of it.</summary>
    public bool IsReadOnly(ToolDefinition tool) => tool.Risk == Risk.Read || (tool.ByCommand && _options.HighestRisk == Risk.Read);

    /// <summary>What stands after the schemas in tools/list.</summary>
    public string WireTailOf(ToolDefinition tool) => tool.Risk != Risk.Read && IsReadOnly(tool)
        ? tool.WireTail.Replace("\"readOnlyHint\":false,\"destructiveHint\":true", "\"readOnlyHint\":true,\"destructiveHint\":false", StringComparison.Ordinal)
        : tool.WireTail;

    // Without descriptions: they would be paid for on every tool. What they mean stands in the instructions and in the error that asks for them.
    private IEnumerable<(string Name, string Schema)> After(ToolDefinition tool)
    {
        if (TakesConnection && tool.OtherConnection is { } other)
        {
            yield return (other.Name, $"{{\"type\":\"string\",\"enum\":[\"{string.Join("\",\"", Connections)}\"],\"description\":{other.About}}}");
        }
        if (!tool.Offline)
        {
            yield return ("database", """{"type":"integer"}""");
        }
        if (_options.TakesConfirmToken && !IsReadOnly(tool) && (tool.MayAsk || (_options.EveryChangeAsks && tool.Risk != Risk.Read)))
        {
            yield return ("confirmToken", Text);
            if (tool.TypedTarget)
            {
                yield return ("confirmTarget", Text);
            }
        }
    }

    private const string Text = """{"type":"string"}""";

    private bool IsListed(ToolDefinition tool) =>
        (tool.ByCommand || tool.Risk <= _options.HighestRisk)
        && (TakesConnection || !tool.Toolset.NeedsTwoConnections())
        && !_options.Exclude.Contains(tool.Name)
        && (_options.Toolsets.Contains(tool.Toolset) || _options.Include.Contains(tool.Name));
}
