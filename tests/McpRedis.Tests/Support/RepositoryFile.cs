namespace McpRedis.Tests.Support;

/// <summary>Files of the repository. Those the program itself writes are red when stale; UPDATE_SNAPSHOTS=1 writes them anew.</summary>
internal static class RepositoryFile
{
    private const string Switch = "UPDATE_SNAPSHOTS";

    /// <param name="path">From the root of the repository, <c>docs/configuration.md</c>.</param>
    /// <param name="expected">What it has to hold.</param>
    public static void Check(string path, string expected)
    {
        string file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, expected);
            return;
        }
        string actual = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(actual == expected, $"{path} is stale: run the tests with {Switch}=1 and commit it.");
    }

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
