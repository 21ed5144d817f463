using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Pipeline;

/// <summary>A tool as the MCP SDK knows one: its wire definition, and calls that go through the pipeline.</summary>
internal sealed class PipelineTool(ToolDefinition definition, WireTools wire, CallPipeline pipeline) : McpServerTool
{
    public override Tool ProtocolTool => wire.Of(definition);

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var progress = ProgressNotes.For(request);
        var call = new CallRequest(definition, request.Params?.Arguments, Progress: progress?.Progress, Proof: ConfirmForm.Read(request))
        {
            Principal = request.User is null ? Principal.Local : Caller.Of(request.User),
        };
        var outcome = await AskedCall.RunAsync(pipeline, call, needed => ConfirmForm.AskAsync(request.Server, needed, cancellationToken), cancellationToken);
        if (progress is not null)
        {
            await progress.FlushAsync();
        }
        return Result(outcome);
    }

    public static CallToolResult Result(CallOutcome outcome)
    {
        var content = new List<ContentBlock>(2) { new TextContentBlock { Text = Encoding.UTF8.GetString(outcome.Json.Span) } };
        if (outcome.Note is not null)
        {
            content.Add(new TextContentBlock { Text = outcome.Note });
        }
        return new CallToolResult
        {
            Content = content,
            // An error does not have the shape of the output schema, so it is text only.
            StructuredContent = outcome.IsError ? null : Parse(outcome.Json),
            IsError = outcome.IsError ? true : null,
        };
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        return JsonElement.ParseValue(ref reader);
    }
}
