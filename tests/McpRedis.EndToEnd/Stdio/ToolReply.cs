using System.Text.Json;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>The result of tools/call.</summary>
internal sealed record ToolReply(JsonElement Result)
{
    private JsonElement? _data;

    public bool IsError => Result.TryGetProperty("isError", out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Text of the first block, as sent.</summary>
    public string Text => Result.GetProperty("content")[0].GetProperty("text").GetString()!;

    /// <summary>The JSON of the first block; the outside clients check that structuredContent equals it.</summary>
    public JsonElement Data => _data ??= JsonElement.Parse(Text);

    /// <summary>Code of an error; null for a success.</summary>
    public string? Code => IsError ? Data.GetProperty("code").GetString() : null;

    public string Message => IsError ? Data.GetProperty("message").GetString()! : "";

    public string Hint => IsError ? Data.GetProperty("hint").GetString() ?? "" : "";

    /// <summary>Every string value in the data, at any depth; enough to look for a value without knowing the tool's shape.</summary>
    public IEnumerable<string> Strings => StringsIn(Data);

    public override string ToString() => Text;

    private static IEnumerable<string> StringsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => StringsIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(StringsIn),
        _ => [],
    };
}

/// <summary>The request itself was refused, with a JSON-RPC error.</summary>
internal sealed class ProtocolErrorException(JsonElement error) : Exception(error.GetRawText())
{
    public int Code { get; } = error.GetProperty("code").GetInt32();
}
