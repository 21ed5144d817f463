using System.Text.Json;

namespace McpRedis.EndToEnd.Prompts;

/// <summary>
/// Whether a reply holds what was expected. An object must have the members named, others may be there; a list must have
/// the same length and order; a text also stands for <c>{"text": …}</c>. <c>{"$any": […]}</c> is a list in any order,
/// <c>{"$min": 1, "$max": 9}</c> a number between, <c>{"$contains": "…"}</c> a text or list that holds it, <c>{"$length": 3}</c> a list of so many.
/// </summary>
internal static class Expectation
{
    /// <summary>What is wrong, with the path to it; null when nothing is.</summary>
    public static string? Mismatch(JsonElement expected, JsonElement actual, string path = "$")
    {
        if (expected.ValueKind == JsonValueKind.Object)
        {
            return expected.EnumerateObject().Any(member => member.Name[0] == '$') ? Special(expected, actual, path) : Members(expected, actual, path);
        }
        if (expected.ValueKind == JsonValueKind.Array)
        {
            return actual.ValueKind != JsonValueKind.Array || actual.GetArrayLength() != expected.GetArrayLength()
                ? Wrong(expected, actual, path)
                : expected.EnumerateArray().Zip(actual.EnumerateArray()).Select((pair, i) => Mismatch(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(m => m is not null);
        }
        if (expected.ValueKind == JsonValueKind.String && actual.ValueKind == JsonValueKind.Object && actual.TryGetProperty("text", out var text))
        {
            actual = text;
        }
        return JsonElement.DeepEquals(expected, actual) ? null : Wrong(expected, actual, path);
    }

    private static string? Members(JsonElement expected, JsonElement actual, string path)
    {
        foreach (var member in expected.EnumerateObject())
        {
            if (actual.ValueKind != JsonValueKind.Object || !actual.TryGetProperty(member.Name, out var value))
            {
                return $"{path}.{member.Name} is missing in {actual.GetRawText()}";
            }
            if (Mismatch(member.Value, value, $"{path}.{member.Name}") is { } wrong)
            {
                return wrong;
            }
        }
        return null;
    }

    private static string? Special(JsonElement expected, JsonElement actual, string path)
    {
        bool holds = true;
        foreach (var rule in expected.EnumerateObject())
        {
            holds &= rule.Name switch
            {
                "$any" => actual.ValueKind == JsonValueKind.Array && IsPermutation([.. rule.Value.EnumerateArray()], [.. actual.EnumerateArray()]),
                "$min" => actual.ValueKind == JsonValueKind.Number && actual.GetDouble() >= rule.Value.GetDouble(),
                "$max" => actual.ValueKind == JsonValueKind.Number && actual.GetDouble() <= rule.Value.GetDouble(),
                "$contains" when actual.ValueKind == JsonValueKind.Array => actual.EnumerateArray().Any(item => Mismatch(rule.Value, item) is null),
                "$contains" => Text(actual)?.Contains(rule.Value.GetString()!, StringComparison.Ordinal) == true,
                "$length" => actual.ValueKind == JsonValueKind.Array && actual.GetArrayLength() == rule.Value.GetInt32(),
                _ => throw new InvalidOperationException($"{rule.Name} is no expectation"),
            };
        }
        return holds ? null : Wrong(expected, actual, path);
    }

    private static bool IsPermutation(List<JsonElement> expected, List<JsonElement> actual)
    {
        foreach (var item in expected)
        {
            int at = actual.FindIndex(candidate => Mismatch(item, candidate) is null);
            if (at < 0)
            {
                return false;
            }
            actual.RemoveAt(at);
        }
        return actual.Count == 0;
    }

    private static string? Text(JsonElement actual) => actual.ValueKind switch
    {
        JsonValueKind.String => actual.GetString(),
        JsonValueKind.Object when actual.TryGetProperty("text", out var text) => text.GetString(),
        _ => null,
    };

    private static string Wrong(JsonElement expected, JsonElement actual, string path) => $"{path}: expected {expected.GetRawText()}, got {actual.GetRawText()}";
}
