using System.Globalization;
using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Hosting;

/// <summary>A request of the command line as the arguments of the tools that carry it out.</summary>
internal static class MigrateArguments
{
    /// <summary>For redis_migration_plan.</summary>
    /// <exception cref="Fault">invalid_argument: an option has not the form it must have.</exception>
    public static Dictionary<string, JsonElement> Plan(MigrateRequest request) => Read(json =>
    {
        json.WriteString("connection", request.To);
        json.WriteString("source", request.From);
        List(json, "patterns", request.Patterns);
        List(json, "exclude", request.Exclude);
        List(json, "types", request.Types);
        if (request.Databases.Count > 0)
        {
            json.WriteStartArray("databases");
            foreach (string rule in request.Databases)
            {
                Database(json, rule);
            }
            json.WriteEndArray();
        }
        if (request.Renames.Count > 0)
        {
            json.WriteStartArray("renames");
            foreach (string rule in request.Renames)
            {
                int equals = rule.IndexOf('=', StringComparison.Ordinal);
                json.WriteStartObject();
                json.WriteString("from", equals > 0 ? rule[..equals] : throw Fault.Argument("--rename", "expected from=to."));
                json.WriteString("to", rule[(equals + 1)..]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (request.Collision is { } collision)
        {
            json.WriteString("collision", collision);
        }
        if (request.Path is { } path)
        {
            json.WriteString("path", path);
        }
        Yes(json, "replaceTarget", request.ReplaceTarget);
        Yes(json, "keepIdle", request.KeepIdle);
        Yes(json, "live", request.Live);
        Number(json, "minTtlMs", request.MinTtlMs);
        Number(json, "maxTtlMs", request.MaxTtlMs);
        Number(json, "maxSizeBytes", request.MaxSizeBytes);
    });

    /// <summary>For redis_migration_start of one that follows its source.</summary>
    public static Dictionary<string, JsonElement> CutOver(MigrateRequest request, string planId) => Read(json =>
    {
        json.WriteString("connection", request.To);
        json.WriteString("planId", planId);
        Yes(json, "cutOver", true);
    });

    /// <summary>For redis_migration_start.</summary>
    public static Dictionary<string, JsonElement> Start(MigrateRequest request, string planId) => Read(json =>
    {
        json.WriteString("connection", request.To);
        json.WriteString("planId", planId);
        Number(json, "keysPerSecond", request.KeysPerSecond);
        Number(json, "bytesPerSecond", request.BytesPerSecond);
        Number(json, "maxTargetLatencyMs", request.MaxTargetLatencyMs);
    });

    /// <summary>For redis_migration_compare.</summary>
    public static Dictionary<string, JsonElement> Compare(MigrateRequest request, string planId) => Read(json =>
    {
        json.WriteString("connection", request.To);
        json.WriteString("planId", planId);
    });

    private static void Yes(Utf8JsonWriter json, string name, bool isGiven)
    {
        if (isGiven)
        {
            json.WriteBoolean(name, true);
        }
    }

    private static void Database(Utf8JsonWriter json, string rule)
    {
        string[] parts = rule.Split(':', 3);
        json.WriteStartObject();
        json.WriteNumber("source", Number(parts[0]));
        if (parts.Length > 1)
        {
            json.WriteNumber("target", Number(parts[1]));
        }
        if (parts.Length > 2)
        {
            json.WriteString("prefix", parts[2]);
        }
        json.WriteEndObject();
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number : throw Fault.Argument("--take-database", "expected source, source:target or source:target:prefix, with numbers of databases.");

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } given)
        {
            json.WriteNumber(name, given);
        }
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json.WriteStartArray(name);
            foreach (string text in texts)
            {
                json.WriteStringValue(text);
            }
            json.WriteEndArray();
        }
    }

    private static Dictionary<string, JsonElement> Read(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.ToArray());
        return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
    }
}
