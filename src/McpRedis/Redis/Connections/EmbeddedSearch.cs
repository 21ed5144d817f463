using System.Text.Json.Nodes;

namespace McpRedis.Redis.Connections;

/// <summary>Where a server program may be found.</summary>
/// <param name="SearchPath">Folders as in PATH.</param>
/// <param name="StartFolder">Where to look for <c>.config/dotnet-tools.json</c>, and then upwards.</param>
/// <param name="PackageFolder">Where the dotnet command keeps restored tools.</param>
internal sealed record EmbeddedSearch(string SearchPath, string StartFolder, string PackageFolder)
{
    /// <summary>As this process was started; the environment is handed in because only Hosting reads it.</summary>
    public static EmbeddedSearch Of(Func<string, string?> environment) => new(
        environment("PATH") ?? "",
        AppContext.BaseDirectory,
        environment("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>Full path of a program; null if it is in none of the folders.</summary>
    public string? OnPath(string name) => SearchPath
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>The library of a .NET tool in the version that the nearest tool manifest pins; null if there is none or it is not restored.</summary>
    public string? RestoredTool(string tool, string library)
    {
        if (PinnedVersion(tool) is not { } version)
        {
            return null;
        }
        string tools = Path.Combine(PackageFolder, tool, version, "tools");
        return Directory.Exists(tools) ? Directory.EnumerateFiles(tools, library, SearchOption.AllDirectories).FirstOrDefault() : null;
    }

    // { "version": 1, "isRoot": true, "tools": { "garnet-server": { "version": "2.2.5", "commands": ["garnet-server"] } } }
    private string? PinnedVersion(string tool)
    {
        for (DirectoryInfo? folder = new(StartFolder); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, ".config", "dotnet-tools.json");
            if (File.Exists(manifest))
            {
                return JsonNode.Parse(File.ReadAllBytes(manifest))?["tools"]?[tool]?["version"]?.GetValue<string>();
            }
        }
        return null;
    }
}
