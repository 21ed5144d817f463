using System.Text.Json;
using System.Text.Unicode;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// JSON as a security decision may rest on it: one object, UTF-8, no member twice at any depth (two readers could take
/// different ones), every string Unicode text, shallow. Anything else is null.
/// </summary>
internal static class StrictJson
{
    private const int Depth = 16;

    public static JsonElement? Parse(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return null;
        }
        try
        {
            // An escaped half of a surrogate pair would throw only where the string is first read.
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }
            var element = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A member that is a string; null when it is absent or anything else.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    /// <summary>The strings of a list; null when it is no list of strings.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;
}
