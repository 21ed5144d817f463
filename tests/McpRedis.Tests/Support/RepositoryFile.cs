namespace McpRedis.Tests.Support;

/// <summary>Files of the repository. Those the program itself writes are red when stale; ./dev test --update writes them anew.</summary>
internal static class RepositoryFile
{
    private const string Switch = "UPDATE_SNAPSHOTS";

    /// <param name="path">From the root of the repository, <c>docs/configuration.md</c>.</param>
    /// <param name="expected">What it has to hold.</param>
    public static void Check(string path, string expected) => Assert.Empty(Stale(path, expected));

    /// <summary>The complaint about a file that is missing or holds something else; nothing when all is well.</summary>
    public static IEnumerable<string> Stale(string path, string expected)
    {
        string file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
            return [];
        }
        string actual = File.Exists(file) ? File.ReadAllText(file) : "";
        return actual == expected ? [] : [$"{path} is {(actual.Length == 0 ? "missing" : "stale")}: run ./dev test --update and commit it."];
    }

    /// <summary>Names of the files of a folder, in order.</summary>
    public static IEnumerable<string> Names(string folder) => Directory.GetFiles(Path.Combine(Root(), folder)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    /// <summary>Paths of all files of a kind under a folder, from the root of the repository, build output left out.</summary>
    public static IEnumerable<string> Paths(string folder, string pattern) =>
        Directory.GetFiles(Path.Combine(Root(), folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root(), f).Replace('\\', '/'))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static string FullPath(string path) => Path.Combine(Root(), path);

    /// <summary>The text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "mcp-redis.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }
        return folder.FullName;
    }
}
