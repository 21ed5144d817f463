using System.Net;
using System.Text.Json.Nodes;

namespace McpRedis.Tests.Support;

/// <summary>An HTTP answer, read whole.</summary>
internal sealed record HttpReply(HttpStatusCode Status, string? ContentType, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The JSON-RPC message: the body, or what its last event holds.</summary>
    public JsonNode? Json
    {
        get
        {
            string text = ContentType == "text/event-stream" ? Body.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..] : Body;
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
    }

    /// <summary>The reply of a tool.</summary>
    public JsonNode Reply => JsonNode.Parse(Json!["result"]!["content"]![0]!["text"]!.GetValue<string>())!;

    public int? ErrorCode => Json?["error"]?["code"]?.GetValue<int>();

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<HttpReply> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsStringAsync(TestTimeout.Token()),
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
}
