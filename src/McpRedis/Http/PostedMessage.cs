using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Wire;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>The one JSON-RPC message in the body of a POST.</summary>
internal static class PostedMessage
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <summary>The message, or why there is none.</summary>
    public static (JsonRpcMessage? Message, HttpRefusal? Refusal) Read(ReadOnlySpan<byte> json)
    {
        if (BadText.In(json) is { } bad)
        {
            return (null, new(StatusCodes.Status400BadRequest, bad, HttpRefusal.ParseError));
        }
        if (!IsJson(json, out bool isObject))
        {
            return (null, new(StatusCodes.Status400BadRequest, "The body is not JSON.", HttpRefusal.ParseError));
        }
        if (!isObject)
        {
            return (null, new(StatusCodes.Status400BadRequest, "The body must be one JSON-RPC message; a batch is not taken.", HttpRefusal.InvalidRequest));
        }
        try
        {
            var message = (JsonRpcMessage?)JsonSerializer.Deserialize(json, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
            if (message is not null and not JsonRpcMessageWithId { Id.Id: null })
            {
                LookInto(message);
                return (message, null);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            // Said below: what the reader tells of it quotes the message.
        }
        return (null, new(StatusCodes.Status400BadRequest, "The body is not a JSON-RPC message: jsonrpc \"2.0\", a method, and an id that is a string or an integer.", HttpRefusal.InvalidRequest));
    }

    // Its trees throw when they are first looked into, if a member is there twice: here, where that is the client's mistake.
    private static void LookInto(JsonRpcMessage message)
    {
        var parameters = (message as JsonRpcRequest)?.Params ?? (message as JsonRpcNotification)?.Params;
        _ = ((parameters as JsonObject)?["_meta"] as JsonObject)?.Count;
    }

    private static bool IsJson(ReadOnlySpan<byte> json, out bool isObject)
    {
        var reader = new Utf8JsonReader(json, Strict);
        isObject = false;
        try
        {
            isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
