using System.Diagnostics;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>
/// The program under test, known by its path alone: MCP_REDIS_PROGRAM (a published file, say; relative to the repository), else
/// what this build made.
/// </summary>
internal static class BuiltProgram
{
    /// <summary>Folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary><c>mcp-redis</c> or <c>mcp-redis.dll</c>.</summary>
    public static string File { get; } = Environment.GetEnvironmentVariable("MCP_REDIS_PROGRAM") is { Length: > 0 } given
        ? Path.GetFullPath(given, Repository)
        : Path.Combine(Repository, "src/McpRedis/bin", BuildOutput("bin"), "mcp-redis.dll");

    /// <summary>How to start it with its pipes in our hands, and with nothing of our own environment that it would read.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments, string? redisUrl = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        bool dll = File.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(dll ? "dotnet" : File, dll ? [File, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (string name in start.Environment.Keys.Where(IsRead).ToArray())
        {
            start.Environment.Remove(name);
        }
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        if (redisUrl is not null)
        {
            start.Environment["REDIS_URL"] = redisUrl;
        }
        return start;
    }

    /// <summary>The same, for a program that is to be interrupted: a shell that runs the tests in the background ignores SIGINT, and every child would inherit that.</summary>
    public static ProcessStartInfo HearingInterrupts(ProcessStartInfo start)
    {
        string[] arguments = [.. start.ArgumentList];
        (string file, start.FileName) = (start.FileName, "env");
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["--default-signal=INT", file, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }

    /// <summary>The same, for a program that can write no file beyond a size: what it sees of a disk that is full.</summary>
    public static ProcessStartInfo WithFilesOf(long bytes, ProcessStartInfo start)
    {
        string[] arguments = [start.FileName, .. start.ArgumentList];
        start.FileName = "bash";
        start.ArgumentList.Clear();
        // The signal is ignored so that the write fails instead; the runtime would make room for its code in a file.
        foreach (string argument in (string[])["-c", $"trap '' XFSZ; ulimit -f {bytes >> 10}; exec \"$@\"", "bash", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return start;
    }

    private static bool IsRead(string name) =>
        name.StartsWith("REDIS_", StringComparison.Ordinal) || name.StartsWith("MCP_REDIS_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal);

    // tests/McpRedis.EndToEnd/bin/Debug/net10.0 and src/McpRedis/bin/Debug/net10.0 end alike.
    private static string BuildOutput(string folder)
    {
        string[] parts = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        return Path.Combine(parts[(Array.LastIndexOf(parts, folder) + 1)..]);
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("mcp-redis.sln").Any())
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException("mcp-redis.sln is in no folder above the tests");
    }
}
