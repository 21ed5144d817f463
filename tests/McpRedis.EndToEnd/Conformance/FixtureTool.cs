using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>A tool that the suite calls by name.</summary>
/// <param name="name">Name the suite knows.</param>
/// <param name="run">What a call does.</param>
/// <param name="schema">Input schema as JSON.</param>
internal sealed class FixtureTool(
    string name, Func<RequestContext<CallToolRequestParams>, CancellationToken, ValueTask<CallToolResult>> run, string schema = FixtureTool.NoArguments) : McpServerTool
{
    private const string NoArguments = """{"type":"object","properties":{}}""";

    /// <summary>With content that is always the same.</summary>
    public FixtureTool(string name, params ContentBlock[] content)
        : this(name, (_, _) => new(new CallToolResult { Content = [.. content] }))
    {
    }

    public override Tool ProtocolTool { get; } = new() { Name = name, Description = $"Fixture {name} of the conformance suite.", InputSchema = JsonElement.Parse(schema) };

    public override IReadOnlyList<object> Metadata => [];

    public override ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default) => run(request, cancellationToken);

    public static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    /// <summary>An argument that is a text.</summary>
    public static string Argument(RequestContext<CallToolRequestParams> request, string argument) => request.Params!.Arguments![argument].GetString()!;
}
