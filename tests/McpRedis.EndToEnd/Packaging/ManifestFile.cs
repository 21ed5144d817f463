using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>A manifest written by hand but for what the program itself knows, which ./dev test --update writes.</summary>
internal static class ManifestFile
{
    // For people to read; nothing of it ends up in a web page.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonObject Read(string path) => JsonNode.Parse(RepositoryFile.Read(path))!.AsObject();

    /// <summary>Red when the file is not what <paramref name="fill"/> makes of it.</summary>
    public static void Check(string path, Action<JsonObject> fill)
    {
        var manifest = Read(path);
        fill(manifest);
        RepositoryFile.Check(path, manifest.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n");
    }
}
