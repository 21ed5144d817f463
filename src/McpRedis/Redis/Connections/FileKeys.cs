using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>The keys of an object in the config file: a closed list, each at most once.</summary>
internal static class FileKeys
{
    /// <summary>The known keys of an object with their values; every other key is a mistake, named by its path.</summary>
    /// <param name="path">Path of the object with a dot at its end; empty for the whole file.</param>
    public static Dictionary<string, JsonElement> Read(JsonElement element, string path, IReadOnlyCollection<string> known, List<string> mistakes)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        int position = 0;
        foreach (var property in element.EnumerateObject())
        {
            position++;
            if (!known.Contains(property.Name))
            {
                mistakes.Add(IsPlain(property.Name)
                    ? $"{path}{property.Name}: unknown key.{Hint(property.Name, known)}"
                    : $"{path}(key number {position}): unknown key; expected one of {string.Join(", ", known)}.");
            }
            else if (!found.TryAdd(property.Name, property.Value))
            {
                mistakes.Add($"{path}{property.Name}: given twice; keep one.");
            }
        }
        return found;
    }

    /// <summary>"a string", "an object" …, as it stands in a refusal.</summary>
    public static string Article(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static string Hint(string name, IReadOnlyCollection<string> known) =>
        Nearest.Hint(name, known) is { Length: > 0 } hint ? hint : $" Expected one of {string.Join(", ", known)}.";

    // What does not look like a key may be a URL or a password in the wrong place, and is not repeated.
    private static bool IsPlain(string name) => name.Length is > 0 and <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
