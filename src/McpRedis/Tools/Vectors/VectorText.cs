using System.Globalization;
using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Vectors;

/// <summary>Vectors and attributes as commands take them.</summary>
internal static class VectorText
{
    /// <summary>VALUES 3 0.1 0.2 0.3.</summary>
    public static RedisCommand AddTo(RedisCommand command, double[] vector)
    {
        command.Arg("VALUES").Arg(vector.Length);
        foreach (double number in vector)
        {
            command.Arg(number.ToString("R", CultureInfo.InvariantCulture));
        }
        return command;
    }

    /// <summary>The server takes anything for attributes and then finds nothing by a filter.</summary>
    /// <exception cref="Fault">invalid_argument: not a JSON object.</exception>
    public static string Attributes(string argument, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return json;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }
        throw Fault.Argument(argument, "expected a JSON object as text.");
    }
}
