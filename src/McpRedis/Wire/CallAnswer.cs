using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Pipeline;
using ModelContextProtocol.Protocol;

namespace McpRedis.Wire;

/// <summary>JSON-RPC responses written without a tree.</summary>
internal static class CallAnswer
{
    private static readonly JsonEncodedText ServerInfo = JsonEncodedText.Encode("io.modelcontextprotocol/serverInfo");

    /// <summary>Result of tools/call: the JSON as text and as structuredContent; an error is text only, since it has not the shape of the output schema.</summary>
    /// <param name="writer">Receives the whole response.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="outcome">What the call came to.</param>
    /// <param name="stateless">For 2026-07-28, where every result says that it is complete, and who made it.</param>
    public static void Write(Utf8JsonWriter writer, RequestId id, CallOutcome outcome, bool stateless = false)
    {
        Begin(writer, id);
        writer.WriteStartObject("result"u8);
        writer.WriteStartArray("content"u8);
        WriteText(writer, outcome.Json.Span);
        if (outcome.Note is not null)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, outcome.Note);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (outcome.IsError)
        {
            writer.WriteBoolean("isError"u8, true);
        }
        else
        {
            writer.WritePropertyName("structuredContent"u8);
            writer.WriteRawValue(outcome.Json.Span, skipInputValidation: true);
        }
        if (stateless)
        {
            writer.WriteString("resultType"u8, "complete"u8);
            writer.WriteStartObject("_meta"u8);
            writer.WriteStartObject(ServerInfo);
            writer.WriteString("name"u8, ProductInfo.Name);
            writer.WriteString("title"u8, ProductInfo.Title);
            writer.WriteString("version"u8, ProductInfo.Version);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A response around a result that is JSON already.</summary>
    public static byte[] Whole(RequestId id, ReadOnlySpan<byte> result)
    {
        string text = id.Id is long number ? number.ToString(CultureInfo.InvariantCulture) : $"\"{JsonEncodedText.Encode((string)id.Id!)}\"";
        byte[] head = Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":{text},\"result\":");
        return [.. head, .. result, (byte)'}'];
    }

    /// <summary>A JSON-RPC error; an empty id is written as null.</summary>
    public static void WriteError(Utf8JsonWriter writer, RequestId id, int code, string message)
    {
        Begin(writer, id);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Where there is no id, JSON-RPC would have null; the schema of MCP, in every revision, has an id or nothing.
    private static void Begin(Utf8JsonWriter writer, RequestId id)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        if (id.Id is long number)
        {
            writer.WriteNumber("id"u8, number);
        }
        else if (id.Id is string text)
        {
            writer.WriteString("id"u8, text);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }
}
