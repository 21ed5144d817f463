using System.Text.Json;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>
/// The JSON file of <c>--config</c>: the options of the program by their camelCase names beside <c>connections</c>.
/// Comments and trailing commas are allowed, it is written by hand.
/// </summary>
/// <param name="FullPath">Where it is; relative paths in it begin at its folder. A dot without a file.</param>
/// <param name="Options">Values of options by key.</param>
/// <param name="Connections">The section of connections; null without one.</param>
internal sealed record ConfigurationFile(string FullPath, IReadOnlyDictionary<string, JsonElement> Options, JsonElement? Connections)
{
    /// <summary>Begins what is said about a key at the top of the file; deeper ones are told by their path.</summary>
    public const string Place = "config file: ";

    private const int LargestBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string[] Keys =
        [ConnectionEntries.Section, .. OptionDefinitions.All.Where(option => option.InFile).Select(option => option.FileKey)];

    public static ConfigurationFile None { get; } = new(".", new Dictionary<string, JsonElement>(), null);

    /// <param name="setting">The path, and which option gave it.</param>
    /// <param name="mistakes">Receives what is wrong.</param>
    public static ConfigurationFile Read(Setting setting, List<string> mistakes)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(setting.Value);
            if (bytes.Length > LargestBytes)
            {
                mistakes.Add($"{setting.Source}: the file is larger than {LargestBytes} bytes.");
                return None;
            }
            var json = bytes.AsMemory(bytes is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
            CheckText(json.Span);
            using var document = JsonDocument.Parse(json, Lenient);
            return Read(Path.GetFullPath(setting.Value), document.RootElement.Clone(), mistakes);
        }
        catch (JsonException e)
        {
            // Not its message, which quotes the file.
            mistakes.Add($"{setting.Source}: the file is not JSON; see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            mistakes.Add($"{setting.Source}: the file holds a string that is not Unicode text.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            mistakes.Add($"{setting.Source}: there is no such file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            mistakes.Add($"{setting.Source}: the file cannot be read; check its path and mode.");
        }
        return None;
    }

    // A string that is no Unicode text (half a surrogate pair, broken UTF-8) would be found only where it is first read.
    private static void CheckText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = Lenient.CommentHandling, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }

    private static ConfigurationFile Read(string path, JsonElement root, List<string> mistakes)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add($"{Place}expected an object, found {FileKeys.Article(root.ValueKind)}.");
            return None;
        }
        var options = FileKeys.Read(root, Place, Keys, mistakes);
        JsonElement? connections = options.Remove(ConnectionEntries.Section, out var section) ? section : null;
        return new ConfigurationFile(path, options, connections);
    }
}
