using System.Globalization;
using System.Text;

namespace McpRedis.Catalogue;

/// <summary>What having a tool in view costs a model: its name, description and input schema.</summary>
/// <param name="Bytes">In UTF-8.</param>
/// <param name="Tokens">o200k tokens of the three as JSON.</param>
/// <param name="Counted">True when the tokens were counted; false when the schema differs from the counted one (several connections, another confirmation policy) and they are scaled by size.</param>
internal readonly record struct ToolCost(int Bytes, int Tokens, bool Counted)
{
    // redis_key_get	432	118: name, bytes, tokens. Written by tests/clients/token-counts.mjs with a tokenizer, which the program does without.
    private const string Resource = "McpRedis.Catalogue.token-counts.tsv";
    private const int BytesPerToken = 4;

    // As they are counted: most with one connection, which takes no argument; those that need two with two.
    private static readonly Lazy<(ToolCatalogue One, ToolCatalogue Two)> Forms = new(() => (Form("default"), Form("default", "other")));
    private static readonly Lazy<Dictionary<string, (int Bytes, int Tokens)>> Pinned = new(Read);

    public static ToolCost Of(ToolDefinition tool, ToolCatalogue catalogue)
    {
        int bytes = Encoding.UTF8.GetByteCount(tool.Name) + Encoding.UTF8.GetByteCount(tool.Description) + Encoding.UTF8.GetByteCount(catalogue.InputSchemaOf(tool));
        return !Pinned.Value.TryGetValue(tool.Name, out var counted) ? new(bytes, bytes / BytesPerToken, false)
            : counted.Bytes == bytes ? new(bytes, counted.Tokens, true)
            : new(bytes, (int)Math.Round((double)counted.Tokens * bytes / counted.Bytes), false);
    }

    /// <summary>In the form it is counted in.</summary>
    public static ToolCost Of(ToolDefinition tool) => Of(tool, tool.Toolset.NeedsTwoConnections() ? Forms.Value.Two : Forms.Value.One);

    public static ToolCost Of(IEnumerable<ToolDefinition> tools, ToolCatalogue catalogue) => Sum(tools.Select(tool => Of(tool, catalogue)));

    /// <summary>Together, each in the form it is counted in.</summary>
    public static ToolCost Of(IEnumerable<ToolDefinition> tools) => Sum(tools.Select(Of));

    private static ToolCost Sum(IEnumerable<ToolCost> costs) =>
        costs.Aggregate(new ToolCost(0, 0, true), (sum, one) => new(sum.Bytes + one.Bytes, sum.Tokens + one.Tokens, sum.Counted && one.Counted));

    private static ToolCatalogue Form(params string[] connections) => new(new CatalogueOptions { Toolsets = Toolsets.All, Connections = connections });

    /// <summary><c>118 tokens</c>, or <c>about 120 tokens</c>.</summary>
    public string TokenText => $"{(Counted ? "" : "about ")}{Tokens} tokens";

    private static Dictionary<string, (int Bytes, int Tokens)> Read()
    {
        using var stream = typeof(ToolCost).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var rows = new Dictionary<string, (int, int)>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split('\t');
            rows[fields[0]] = (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture));
        }
        return rows;
    }
}
