using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpRedis.Stdio;

/// <summary>
/// A line that is meant as a request and is none: whoever sent it waits for an answer. Lines that nobody can wait for
/// (a notification, a response, no object at all) are not looked at here.
/// </summary>
/// <param name="Id">Its id; empty where that cannot be told.</param>
/// <param name="Why">What is wrong with it.</param>
internal readonly record struct BadRequest(RequestId Id, string Why)
{
    /// <summary>JSON-RPC: invalid request.</summary>
    public const int Code = -32600;

    // {"id":902,"method":"ping"}
    public static bool TryRead(ReadOnlySpan<byte> line, out BadRequest bad)
    {
        RequestId id = default;
        bool hasId = false, hasMethod = false, version = false, plainMethod = false, ended = false;
        var reader = new Utf8JsonReader(line);
        bad = default;
        try
        {
            if (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                bad = new(default, "One message a line; a batch is not taken.");
                return reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("jsonrpc"u8))
                {
                    version = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                }
                else if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    hasId = true;
                    id = reader.TokenType == JsonTokenType.String ? new RequestId(reader.GetString()!)
                        : reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? new RequestId(number) : default;
                }
                else if (reader.ValueTextEquals("method"u8))
                {
                    reader.Read();
                    (hasMethod, plainMethod) = (true, reader.TokenType == JsonTokenType.String);
                }
                else
                {
                    reader.Read();
                }
                reader.Skip();
            }
            ended = true;
            reader.Read();   // throws at a second message on the line
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            bad = new(default, "One message a line.");
            return ended && hasId && hasMethod;
        }
        bad = new(id, id.Id is null ? "id must be a string or an integer." : !version ? "jsonrpc must be 2.0." : "method must be a string.");
        return hasId && hasMethod && (id.Id is null || !version || !plainMethod);
    }
}
