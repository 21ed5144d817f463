using System.Text.Json;

namespace McpRedis.Tests.Support;

/// <summary>
/// The part of JSON Schema our own schemas use, and no more: a keyword it does not know is an error, so a schema cannot promise what
/// nobody checks.
/// </summary>
internal static class SchemaCheck
{
    /// <returns>One line for each place where the value is not as the schema says; empty when all is well.</returns>
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, value, "$", problems);
        return problems;
    }

    private static void Check(JsonElement schema, JsonElement value, string place, List<string> problems)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            switch (keyword.Name)
            {
                case "type":
                    string[] types = keyword.Value.ValueKind == JsonValueKind.Array ? [.. keyword.Value.EnumerateArray().Select(t => t.GetString()!)] : [keyword.Value.GetString()!];
                    Expect(types.Any(type => Is(type, value)), $"is {Kind(value)}, not {string.Join(" or ", types)}");
                    break;
                case "enum":
                    Expect(keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), $"{value} is not in the enum");
                    break;
                case "minimum" when value.ValueKind == JsonValueKind.Number:
                    Expect(value.GetDouble() >= keyword.Value.GetDouble(), $"{value} is below {keyword.Value}");
                    break;
                case "maximum" when value.ValueKind == JsonValueKind.Number:
                    Expect(value.GetDouble() <= keyword.Value.GetDouble(), $"{value} is above {keyword.Value}");
                    break;
                case "minItems" when value.ValueKind == JsonValueKind.Array:
                    Expect(value.GetArrayLength() >= keyword.Value.GetInt32(), $"has fewer than {keyword.Value} items");
                    break;
                case "maxItems" when value.ValueKind == JsonValueKind.Array:
                    Expect(value.GetArrayLength() <= keyword.Value.GetInt32(), $"has more than {keyword.Value} items");
                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    foreach (var name in keyword.Value.EnumerateArray())
                    {
                        Expect(value.TryGetProperty(name.GetString()!, out _), $"lacks {name}");
                    }
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    int index = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Check(keyword.Value, item, $"{place}[{index++}]", problems);
                    }
                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    CheckMembers(schema, value, place, problems);
                    break;
                case "additionalProperties" when value.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("properties", out _):
                    CheckMembers(schema, value, place, problems);
                    break;
                case "minimum" or "maximum" or "minItems" or "maxItems" or "required" or "items" or "properties" or "additionalProperties" or "description":
                    break;
                default:
                    throw new NotSupportedException($"{place}: the schema keyword {keyword.Name} is not checked by anything");
            }
        }

        void Expect(bool holds, string otherwise)
        {
            if (!holds)
            {
                problems.Add($"{place} {otherwise}");
            }
        }
    }

    private static void CheckMembers(JsonElement schema, JsonElement value, string place, List<string> problems)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known))
            {
                Check(known, member.Value, $"{place}.{member.Name}", problems);
            }
            else if (schema.TryGetProperty("additionalProperties", out var others))
            {
                if (others.ValueKind == JsonValueKind.False)
                {
                    problems.Add($"{place}.{member.Name} is not in the schema");
                }
                else if (others.ValueKind == JsonValueKind.Object)
                {
                    Check(others, member.Value, $"{place}.{member.Name}", problems);
                }
            }
        }
    }

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number) && number == decimal.Truncate(number),
        _ => throw new NotSupportedException($"type {type}"),
    };

    private static string Kind(JsonElement value) => value.ValueKind.ToString().ToLowerInvariant();
}
