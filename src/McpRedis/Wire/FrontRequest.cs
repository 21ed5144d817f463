using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpRedis.Wire;

/// <summary>The parts of a JSON-RPC request or notification that decide who deals with it, read without building a tree.</summary>
/// <param name="Id">Request id; empty for a notification.</param>
/// <param name="Method">Method.</param>
/// <param name="Params">The bytes of <c>params</c>; empty when there are none.</param>
internal readonly record struct FrontRequest(RequestId Id, string Method, ReadOnlyMemory<byte> Params)
{
    public bool IsRequest => Id.Id is not null;

    /// <summary>False for names no revision of the protocol could have; they are not passed on, let alone echoed.</summary>
    public bool HasPlainMethod => Method.Length is > 0 and <= 64 && Method.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '.' or '$');

    /// <summary>JSON-RPC allows arrays as params, MCP does not. A null stands for none: there are clients that write it.</summary>
    public bool HasObjectParams => Params.IsEmpty || Params.Span[0] is (byte)'{' or (byte)'n';

    // {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"redis_string_get","arguments":{"keys":["a"]}}}
    /// <summary>False for anything that is not plainly a request or a notification: a response, a doubtful line. The SDK judges those.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> line, out FrontRequest request)
    {
        request = default;
        RequestId id = default;
        string? method = null;
        ReadOnlyMemory<byte> parameters = default;
        bool version = false;
        int members = 0;
        var reader = new Utf8JsonReader(line.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                members++;
                if (reader.ValueTextEquals("jsonrpc"u8))
                {
                    version = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
                }
                else if (reader.ValueTextEquals("id"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
                    {
                        id = new RequestId(number);
                    }
                    else if (reader.TokenType == JsonTokenType.String)
                    {
                        id = new RequestId(reader.GetString()!);
                    }
                    else
                    {
                        return false;
                    }
                }
                else if (reader.ValueTextEquals("method"u8))
                {
                    reader.Read();
                    method = reader.TokenType == JsonTokenType.String ? Known(ref reader) ?? reader.GetString() : null;
                }
                else if (reader.ValueTextEquals("params"u8))
                {
                    reader.Read();
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    parameters = line[start..(int)reader.BytesConsumed];
                }
                else
                {
                    return false;
                }
            }
            // As many members as there were names, so none came twice; and nothing after the object.
            int expected = 2 + (id.Id is null ? 0 : 1) + (parameters.IsEmpty ? 0 : 1);
            if (!version || method is null || members != expected || reader.Read())
            {
                return false;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
        request = new(id, method, parameters);
        return true;
    }

    // Constants, so that a call allocates no string for its method.
    private static string? Known(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("tools/call"u8) ? "tools/call"
        : reader.ValueTextEquals("tools/list"u8) ? "tools/list"
        : reader.ValueTextEquals("initialize"u8) ? "initialize"
        : reader.ValueTextEquals("notifications/initialized"u8) ? "notifications/initialized"
        : null;
}
