using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>
/// Arguments by chance, from a tool's own input schema: mostly plausible, so that calls get past the checks and do something, and
/// sometimes not. The same seed gives the same arguments.
/// </summary>
/// <param name="seed">Of the chance.</param>
/// <param name="keys">That texts are mostly picked from.</param>
/// <param name="commands">Names for arguments that are a command line of Redis.</param>
internal sealed class RandomArguments(int seed, IReadOnlyList<string> keys, IReadOnlyList<string> commands)
{
    private static readonly string[] Texts =
        ["*", "", "clients", "FLUSHALL", "x\r\nFLUSHALL\r\n", "SET a b", "0", "-1", "1e9", "app:*", "[a-z]*", "\u0000", "žluť 🐎", "{\"a\":1}", "return redis.call('DEL', KEYS[1])"];

    private static readonly string[] Words =
        ["SET", "GET", "RESETSTAT", "REWRITE", "FLUSH", "LOAD", "DELETE", "RESTORE", "CREATE", "DESTROY", "RESET", "KILL", "STORE", "ENCODING", "FREQ", "STREAM", "DOCTOR", "NO", "ON", "0"];

    private static readonly long[] Numbers = [0, 1, -1, 2, 10, 1000, 60_000, int.MaxValue, (long)int.MaxValue + 1, 1L << 53, long.MaxValue, long.MinValue];

#pragma warning disable CA5394 // The chance of a test must be repeatable, not secret.
    private readonly Random _random = new(seed);

    public JsonNode For(JsonElement schema)
    {
        var arguments = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                if (Chance(IsRequired(schema, property.Name) ? 0.95 : 0.4))
                {
                    arguments[property.Name] = !Chance(0.93) ? Anything() : property.Name switch
                    {
                        "args" => CommandLine(),
                        "timeoutMs" or "waitMs" => _random.Next(0, 500),   // by chance a call would wait as long as the test may take
                        _ => Value(property.Value),
                    };
                }
            }
        }
        if (Chance(0.03))
        {
            arguments[Pick(Texts)] = Anything();
        }
        return arguments;
    }

    private JsonNode? Value(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out var choices))
        {
            return JsonNode.Parse(choices[_random.Next(choices.GetArrayLength())].GetRawText());
        }
        return (schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : "") switch
        {
            "string" => Chance(0.7) ? Pick(keys) : Pick(Texts),
            "integer" => Chance(0.6) ? _random.Next(0, 200) : Pick(Numbers),
            "number" => _random.NextDouble() * 100,
            "boolean" => Chance(0.5),
            "array" => Several(schema),
            "object" => For(schema),
            _ => Anything(),
        };
    }

    private JsonArray Several(JsonElement schema)
    {
        var items = new JsonArray();
        for (int count = Chance(0.05) ? 200 : _random.Next(0, 4); items.Count < count;)
        {
            items.Add(schema.TryGetProperty("items", out var item) ? Value(item) : Anything());
        }
        return items;
    }

    // Half of the time a word that might be a subcommand or an option comes first.
    private JsonArray CommandLine()
    {
        var args = new JsonArray(Pick(commands));
        if (Chance(0.5))
        {
            args.Add(Pick(Words));
        }
        for (int count = _random.Next(0, 4); count > 0; count--)
        {
            args.Add(Chance(0.8) ? Pick(keys) : Pick(Texts));
        }
        return args;
    }

    private JsonNode? Anything() => _random.Next(6) switch
    {
        0 => null,
        1 => Chance(0.5),
        2 => Pick(Numbers),
        3 => Pick(Texts),
        4 => new JsonArray(Pick(Texts), 7),
        _ => new JsonObject { ["a"] = Pick(Texts) },
    };

    private bool Chance(double share) => _random.NextDouble() < share;

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
#pragma warning restore CA5394

    private static bool IsRequired(JsonElement schema, string name) =>
        schema.TryGetProperty("required", out var required) && required.EnumerateArray().Any(item => item.ValueEquals(name));
}
