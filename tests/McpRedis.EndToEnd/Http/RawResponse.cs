using System.Text.Json;

namespace McpRedis.EndToEnd.Http;

/// <summary>An answer as it came.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Headers">Header lines, in order.</param>
/// <param name="Body">The body, out of its chunks.</param>
internal sealed record RawResponse(int Status, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public string? this[string name] => Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();

    /// <summary>JSON-RPC messages in the body: the one of a JSON body, or those of a stream of events.</summary>
    public IReadOnlyList<JsonElement> Messages => this["Content-Type"] switch
    {
        "text/event-stream" => [.. Body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line[6..]))],
        "application/json" => [JsonElement.Parse(Body)],
        _ => [],
    };

    /// <summary>The last message, which is the answer.</summary>
    public JsonElement Answer => Messages[^1];

    /// <summary>Code of a JSON-RPC error; null when it is none.</summary>
    public int? ErrorCode => Messages is [.., var last] && last.TryGetProperty("error", out var error) ? error.GetProperty("code").GetInt32() : null;

    public override string ToString() => $"{Status}\n{string.Join('\n', Headers)}\n\n{Body}";
}
