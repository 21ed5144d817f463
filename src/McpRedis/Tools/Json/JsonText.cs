using System.Text;
using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Json;

/// <summary>JSON in an argument: what is none is refused here, with the place, where a server would say something about a line.</summary>
internal static class JsonText
{
    /// <exception cref="Fault">invalid_argument: not JSON.</exception>
    public static byte[] Check(string argument, byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
            while (reader.Read())
            {
                // Reading it through is the check.
            }
            return json;
        }
        catch (JsonException e)
        {
            throw Fault.Argument(argument, $"not JSON at byte {e.BytePositionInLine}.", "A text needs its quotes: \"\\\"text\\\"\".");
        }
    }

    /// <summary>The items of a JSON array in a reply, null for null; a reply that is none alone.</summary>
    public static RespValue[] Items(RespValue reply)
    {
        if (reply.Bytes.Length == 0 || reply.Bytes.Span[0] != (byte)'[')
        {
            return [reply];
        }
        using var document = JsonDocument.Parse(reply.Bytes);
        return [.. document.RootElement.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.Null ? RespValue.Null : RespValue.Of(RespKind.BulkString, Encoding.UTF8.GetBytes(item.GetRawText())))];
    }
}
