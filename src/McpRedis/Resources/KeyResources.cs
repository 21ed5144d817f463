using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Resources;

/// <summary>
/// Keys as resources. Reading one is redis_key_get in another form, through the same pipeline: what that tool may not
/// show is not shown here, and where it is switched off there are no resources. Keys are not listed, since there
/// can be millions: the template says how to address one, and completion finds its name.
/// </summary>
internal sealed class KeyResources(ToolCatalogue catalogue, ConnectionRegistry connections, ToolCall call)
{
    private const string Tool = "redis_key_get";
    private const string StatelessVersion = "2026-07-28";

    private static readonly ResourceTemplate Key = new()
    {
        Name = "key",
        Title = "Redis key",
        UriTemplate = KeyUri.Template,
        Description = "The value of a key of any type as JSON, the first page of a large one. The key is percent-encoded.",
        MimeType = "application/json",
    };

    private bool IsOpen => catalogue.Find(Tool) is not null;

    public ValueTask<ListResourceTemplatesResult> TemplatesAsync(RequestContext<ListResourceTemplatesRequestParams> request, CancellationToken cancellationToken) =>
        new(new ListResourceTemplatesResult { ResourceTemplates = [.. IsOpen ? [Key] : Array.Empty<ResourceTemplate>(), .. FindingResources.IsOpen(catalogue) ? [FindingResources.Template] : Array.Empty<ResourceTemplate>()], TimeToLive = ToolCatalogue.ListLifetime, CacheScope = CacheScope.Private });

    public async ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        if (FindingResources.Find(catalogue, request.Params?.Uri) is { } page)
        {
            return page;
        }
        var key = Find(request, request.Params?.Uri);
        var arguments = new Dictionary<string, JsonElement>
        {
            ["key"] = Text(Convert.ToBase64String(key.Key)),
            ["encoding"] = Text("base64"),
        };
        var answer = await call(new(request.User, Tool, key.Connection, key.Database, arguments), cancellationToken) ?? throw NotFound(request);
        if (answer.Code is { } code)
        {
            throw code == ErrorCode.KeyNotFound ? NotFound(request) : Failed(code, answer.Json);
        }
        var contents = new List<ResourceContents> { new TextResourceContents { Uri = request.Params!.Uri, MimeType = "application/json", Text = Encoding.UTF8.GetString(answer.Json.Span) } };
        if (answer.Note is { } note)
        {
            contents.Add(new TextResourceContents { Uri = request.Params.Uri, MimeType = "text/plain", Text = note });
        }
        // It may change at any moment.
        return new ReadResourceResult { Contents = contents, TimeToLive = TimeSpan.Zero, CacheScope = CacheScope.Private };
    }

    /// <summary>The key that a client means.</summary>
    /// <exception cref="McpProtocolException">No such resource. What there would be is not told: connections that are not named may have names of their own.</exception>
    public KeyUri Find(MessageContext request, string? uri) =>
        IsOpen && KeyUri.TryParse(uri) is { } key
        && connections.All.FirstOrDefault(c => c.Options.Name == key.Connection) is { } connection
        && (connection.Options.Databases?.Contains(key.Database) ?? true)
        && (connection.Options.Kind != ConnectionKind.Cluster || key.Database == 0)
            ? key
            : throw NotFound(request);

    /// <summary>Where a key is that was found here.</summary>
    public RedisConnection ConnectionOf(KeyUri key) => connections.Get(key.Connection);

    /// <summary>A failure that is not of the address.</summary>
    public static McpProtocolException Failed(Fault fault) =>
        new($"{fault.Code.Wire()}: {fault.Message} {fault.Hint}".TrimEnd(), IsOfTheRequest(fault.Code) ? McpErrorCode.InvalidParams : McpErrorCode.InternalError);

    // The handshake era has a code of its own for it.
    private static McpProtocolException NotFound(MessageContext request) =>
        new("Resource not found.", request.JsonRpcMessage.Context?.ProtocolVersion == StatelessVersion || request.Server.NegotiatedProtocolVersion == StatelessVersion ? McpErrorCode.InvalidParams : McpErrorCode.ResourceNotFound);

    private static McpProtocolException Failed(ErrorCode code, ReadOnlyMemory<byte> error)
    {
        using var json = JsonDocument.Parse(error);
        return Failed(new Fault(code, json.RootElement.GetProperty("message").GetString()!, json.RootElement.GetProperty("hint").GetString()!));
    }

    private static bool IsOfTheRequest(ErrorCode code) => code is ErrorCode.InvalidArgument or ErrorCode.KeyOutOfScope or ErrorCode.WrongType;

    private static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string)));
}
