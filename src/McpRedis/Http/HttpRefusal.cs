using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>An answer that is none: an HTTP status, and in its body a JSON-RPC error for clients that read on.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence of ours; nothing of the request is repeated in it, save names that were checked.</param>
/// <param name="Code">JSON-RPC code; -32000 where the specification names none.</param>
internal sealed record HttpRefusal(int Status, string Message, int Code = HttpRefusal.Unnamed)
{
    /// <summary>Codes of JSON-RPC and of MCP 2026-07-28 (basic/transports, Streamable HTTP).</summary>
    public const int Unnamed = -32000, ParseError = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602,
        HeaderMismatch = -32020, MissingCapability = -32021, UnsupportedVersion = -32022;

    /// <summary>The request's id, where it could be read.</summary>
    public RequestId Id { get; init; }

    /// <summary>The version that was asked for and is not spoken here; adds <c>data.supported</c> and <c>data.requested</c>.</summary>
    public string? RequestedVersion { get; init; }

    /// <summary>Header that goes with the status, as <c>Retry-After</c>.</summary>
    public (string Name, string Value)? Header { get; init; }

    public static HttpRefusal NotAllowed(string allow) => new(StatusCodes.Status405MethodNotAllowed, $"Use {allow}.") { Header = ("Allow", allow) };

    public static HttpRefusal Busy { get; } = new(StatusCodes.Status503ServiceUnavailable, "Too many requests at once; repeat this one later.") { Header = ("Retry-After", "1") };

    public async Task WriteAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (Header is { } header)
        {
            response.Headers[header.Name] = header.Value;
        }
        byte[] body = Body();
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    // {"jsonrpc":"2.0","id":7,"error":{"code":-32022,"message":"…","data":{"supported":["2026-07-28"],"requested":"1999-01-01"}}}
    private byte[] Body()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc"u8, "2.0"u8);
            WriteId(json);
            json.WriteStartObject("error"u8);
            json.WriteNumber("code"u8, Code);
            json.WriteString("message"u8, Message);
            if (RequestedVersion is { } requested)
            {
                json.WriteStartObject("data"u8);
                json.WriteStartArray("supported"u8);
                json.WriteStringValue(ProtocolEra.Stateless);
                json.WriteEndArray();
                json.WriteString("requested"u8, requested);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // Where there is none, JSON-RPC would have null; the schema of MCP, in every revision, has an id or nothing.
    private void WriteId(Utf8JsonWriter json)
    {
        switch (Id.Id)
        {
            case long number:
                json.WriteNumber("id"u8, number);
                break;
            case string text:
                json.WriteString("id"u8, text);
                break;
        }
    }
}
