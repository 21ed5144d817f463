using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>
/// What 2026-07-28 asks of a request over HTTP: what it says in its headers, for proxies that route by them, must be
/// what its body says; it carries who sent it in every message; and what belonged to sessions is gone.
/// Source: MCP 2026-07-28, basic/transports (Streamable HTTP) and basic/lifecycle.
/// </summary>
internal static class StatelessRules
{
    public const string VersionHeader = "MCP-Protocol-Version", MethodHeader = "Mcp-Method", NameHeader = "Mcp-Name";

    private const string Version = "io.modelcontextprotocol/protocolVersion", Capabilities = "io.modelcontextprotocol/clientCapabilities";

    private static readonly HashSet<string> Gone =
        ["initialize", "notifications/initialized", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "notifications/roots/list_changed"];

    /// <summary>Whether the message says it is of the stateless revision, whatever its headers say.</summary>
    public static bool Claims(JsonRpcMessage message) => Text(Meta(message)?[Version]) == ProtocolEra.Stateless;

    /// <summary>Null when the request is in order.</summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">Headers of its POST.</param>
    /// <param name="schemaOf">Input schema of a tool, for parameters that are headers as well; null for a tool there is not.</param>
    public static HttpRefusal? Check(JsonRpcMessage message, IHeaderDictionary headers, Func<string, System.Text.Json.JsonElement?> schemaOf)
    {
        string? version = Header(headers, VersionHeader);
        if (version != ProtocolEra.Stateless)
        {
            return Mismatch(message, VersionHeader);
        }
        var (method, parameters) = Parts(message);
        if (method is null)
        {
            return new(StatusCodes.Status400BadRequest, "A response is not taken here: this server asks nothing.", HttpRefusal.InvalidRequest);
        }
        if (message is JsonRpcRequest)
        {
            var meta = Meta(message);
            if (meta?[Version] is null || meta[Capabilities] is not JsonObject)
            {
                return new(StatusCodes.Status400BadRequest, $"_meta must hold {Version} and {Capabilities}.", HttpRefusal.InvalidParams) { Id = IdOf(message) };
            }
            if (Text(meta[Version]) != version)
            {
                return Mismatch(message, VersionHeader);
            }
        }
        if (Header(headers, MethodHeader) != method)
        {
            return Mismatch(message, MethodHeader);
        }
        if (Gone.Contains(method))
        {
            return new(StatusCodes.Status404NotFound, $"{method} is not part of {ProtocolEra.Stateless}.", HttpRefusal.MethodNotFound) { Id = IdOf(message) };
        }
        if (NameOf(method) is { } member)
        {
            string? name = Text((parameters as JsonObject)?[member]);
            if (name is null || !ParameterHeaders.Says(Header(headers, NameHeader), name))
            {
                return Mismatch(message, NameHeader);
            }
            if (method == RequestMethods.ToolsCall && schemaOf(name) is { } schema
                && ParameterHeaders.Wrong(schema, (parameters as JsonObject)?["arguments"] as JsonObject, headers) is { } wrong)
            {
                return Mismatch(message, wrong);
            }
        }
        return null;
    }

    public static RequestId IdOf(JsonRpcMessage message) => message is JsonRpcMessageWithId with ? with.Id : default;

    private static (string? Method, JsonNode? Parameters) Parts(JsonRpcMessage message) => message switch
    {
        JsonRpcRequest request => (request.Method, request.Params),
        JsonRpcNotification notification => (notification.Method, notification.Params),
        _ => (null, null),
    };

    // The member of params that Mcp-Name repeats.
    private static string? NameOf(string method) => method switch
    {
        RequestMethods.ToolsCall or RequestMethods.PromptsGet => "name",
        RequestMethods.ResourcesRead => "uri",
        _ => null,
    };

    private static JsonObject? Meta(JsonRpcMessage message) => (Parts(message).Parameters as JsonObject)?["_meta"] as JsonObject;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    // Two of a kind contradict each other.
    private static string? Header(IHeaderDictionary headers, string name) => headers[name] is [{ } one] ? one : null;

    private static HttpRefusal Mismatch(JsonRpcMessage message, string header) =>
        new(StatusCodes.Status400BadRequest, $"The header {header} is missing, malformed, or does not say what the body says.", HttpRefusal.HeaderMismatch) { Id = IdOf(message) };
}
