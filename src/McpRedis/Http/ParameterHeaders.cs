using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Protocol;

namespace McpRedis.Http;

/// <summary>Values that stand in a header as well as in the body: as they are, or, where a header cannot hold them, as <c>=?base64?…?=</c>.</summary>
internal static class ParameterHeaders
{
    private const string Mark = "x-mcp-header", Prefix = "Mcp-Param-";

    /// <summary>Whether a header says a text.</summary>
    public static bool Says(string? header, string text) => header is not null && Decoded(header) == text;

    /// <summary>The first header that does not repeat the argument it stands for; null when all do.</summary>
    /// <param name="schema">Input schema; a property with <c>x-mcp-header</c> names its header.</param>
    /// <param name="arguments">Arguments of the call.</param>
    /// <param name="headers">Headers of its request.</param>
    public static string? Wrong(JsonElement schema, JsonObject? arguments, IHeaderDictionary headers)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (var property in properties.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty(Mark, out var mark) && mark.ValueKind == JsonValueKind.String)
            {
                string name = Prefix + mark.GetString();
                var given = headers[name];
                var argument = arguments?[property.Name];
                if (argument is null ? given.Count > 0 : given is not [{ } one] || !Says(one, argument))
                {
                    return name;
                }
            }
        }
        return null;
    }

    private static bool Says(string header, JsonNode argument)
    {
        if (Decoded(header) is not { } text)
        {
            return false;
        }
        return argument.GetValueKind() switch
        {
            JsonValueKind.String => argument.GetValue<string>() == text,
            JsonValueKind.True => text == "true",
            JsonValueKind.False => text == "false",
            // 7 and 7.0 are the same number.
            JsonValueKind.Number => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal said)
                && decimal.TryParse(argument.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal meant) && said == meant,
            _ => false,
        };
    }

    private static string? Decoded(string header)
    {
        try
        {
            return McpHeaderEncoder.DecodeValue(header);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
