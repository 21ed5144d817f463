using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpRedis.Stdio;

/// <summary>
/// The client's request ids as the SDK gets them. It keeps the ids of both directions in one table, and numbers its own
/// requests from one as most clients do: an answer to its request 2 made it forget the client's call 2, which then could
/// not be cancelled. So the client's numbers go in as text: 2 as <c>#2</c>, and back. A text that begins so gets one more.
/// </summary>
internal sealed class ClientIds
{
    // These are repeated in every message of theirs, so they stay as they are.
    private readonly ConcurrentDictionary<RequestId, byte> _listening = new();

    /// <summary>The message as it goes to the SDK.</summary>
    public JsonRpcMessage Inward(JsonRpcMessage message)
    {
        switch (message)
        {
            case JsonRpcRequest { Method: "subscriptions/listen" } listen:
                _listening[listen.Id] = 0;
                return listen;
            case JsonRpcRequest request:
                return new JsonRpcRequest { Id = Inward(request.Id), Method = request.Method, Params = request.Params, Context = request.Context };
            case JsonRpcNotification { Method: "notifications/cancelled", Params: JsonObject parameters } when Read(parameters["requestId"]) is { Id: not null } id && !_listening.ContainsKey(id):
                parameters["requestId"] = Inward(id).ToString();
                return message;
            default:
                return message;
        }
    }

    /// <summary>The message as it goes to the client.</summary>
    public JsonRpcMessage Outward(JsonRpcMessage message)
    {
        if (message is not (JsonRpcResponse or JsonRpcError) || _listening.TryRemove(((JsonRpcMessageWithId)message).Id, out _))
        {
            return message;
        }
        return message is JsonRpcError error
            ? new JsonRpcError { Id = Outward(error.Id), Error = error.Error }
            : new JsonRpcResponse { Id = Outward(((JsonRpcResponse)message).Id), Result = ((JsonRpcResponse)message).Result };
    }

    /// <summary>An id in params; its own id null when it is none.</summary>
    public static RequestId Read(JsonNode? node) => node is not JsonValue value ? default
        : value.TryGetValue(out string? text) ? new RequestId(text)
        : value.TryGetValue(out long number) ? new RequestId(number) : default;

    private static RequestId Inward(RequestId id) => id.Id switch
    {
        long number => new RequestId("#" + number.ToString(CultureInfo.InvariantCulture)),
        string text when text.StartsWith('#') => new RequestId("#" + text),
        _ => id,
    };

    private static RequestId Outward(RequestId id) => id.Id is not string text || !text.StartsWith('#') ? id
        : text.StartsWith("##", StringComparison.Ordinal) ? new RequestId(text[1..])
        : new RequestId(long.Parse(text.AsSpan(1), CultureInfo.InvariantCulture));
}
