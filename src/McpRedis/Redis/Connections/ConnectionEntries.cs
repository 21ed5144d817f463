using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>Connections of the config file: <c>"connections": { "staging": { "url": "redis://…", "access": "read" } }</c>.</summary>
/// <param name="file">Path of the file. Relative paths in it begin at its folder: a client starts us in one nobody chose.</param>
internal sealed class ConnectionEntries(string file, ConnectionNotes notes)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";

    public const string Section = "connections";

    private static readonly string[] AccessWords = ["read", "write", "full"];

    public static IReadOnlyList<string> Keys { get; } = ["url", "urlFile", "passwordFile", "access", "keyPrefix", "databases"];

    public Dictionary<string, ConnectionDraft> Read(JsonElement section)
    {
        var drafts = new Dictionary<string, ConnectionDraft>(StringComparer.Ordinal);
        if (section.ValueKind != JsonValueKind.Object)
        {
            notes.Mistakes.Add($"{Section}: expected an object with a key for each connection, found {FileKeys.Article(section.ValueKind)}.");
            return drafts;
        }
        int position = 0;
        foreach (var property in section.EnumerateObject())
        {
            position++;
            if (!ConnectionName.IsValid(property.Name))
            {
                notes.Mistakes.Add($"{Section} (entry number {position}): the name is not one; expected {ConnectionName.Form}.");
            }
            else if (property.Value.ValueKind != JsonValueKind.Object)
            {
                notes.Mistakes.Add($"{Section}.{property.Name}: expected an object, found {FileKeys.Article(property.Value.ValueKind)}.");
            }
            else if (!drafts.TryAdd(property.Name, ReadOne(property.Name, property.Value)))
            {
                notes.Mistakes.Add($"{Section}.{property.Name}: given twice; keep one.");
            }
        }
        return drafts;
    }

    private ConnectionDraft ReadOne(string name, JsonElement entry)
    {
        var draft = new ConnectionDraft(name);
        string path = $"{Section}.{name}.";
        foreach (var (key, value) in FileKeys.Read(entry, path, Keys, notes.Mistakes))
        {
            if (key == "databases")
            {
                draft.Databases = Databases(path + key, value);
            }
            else if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text)
            {
                draft.Broken = true;
                notes.Mistakes.Add($"{path}{key}: expected a string that is not empty.");
            }
            else
            {
                Put(draft, path + key, key, text);
            }
        }
        return draft;
    }

    private void Put(ConnectionDraft draft, string source, string key, string text)
    {
        switch (key)
        {
            case "url":
                draft.Put(ConnectionPart.Url, new Setting(source, text), notes);
                if (text.Contains('@', StringComparison.Ordinal) && SecretFile.OpenToAll(file) is { } warning)
                {
                    notes.Warnings.Add($"{source}: holds a user or a password, and {warning}");
                }
                break;
            case "urlFile":
                draft.PutFile(ConnectionPart.Url, source, Path.Combine(_folder, text), notes);
                break;
            case "passwordFile":
                draft.PutFile(ConnectionPart.Password, source, Path.Combine(_folder, text), notes);
                break;
            case "keyPrefix":
                draft.KeyPrefix = text;
                break;
            case "access" when AccessWords.Contains(text):
                draft.Access = text;
                break;
            default:
                notes.Mistakes.Add($"{source}: expected read, write or full.{Nearest.Hint(text, AccessWords)}");
                break;
        }
    }

    private List<int>? Databases(string source, JsonElement value)
    {
        var numbers = new List<int>();
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int number) || number < 0 || numbers.Contains(number))
                {
                    numbers.Clear();
                    break;
                }
                numbers.Add(number);
            }
        }
        if (numbers.Count > 0)
        {
            return numbers;
        }
        notes.Mistakes.Add($"{source}: expected a list of different numbers from 0, such as [0, 1].");
        return null;
    }
}
