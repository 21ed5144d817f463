namespace McpRedis.Tests.Support;

/// <summary>
/// Where a test gets a real server from. In order: an address from the environment (only for tests that need one plain server),
/// a binary, a container engine; else the test fails in CI and is skipped with a reason at a desk.
/// </summary>
internal static class ServerSource
{
    private static readonly string[] Names = ["redis-server", "valkey-server"];

    /// <summary>MCP_REDIS_TEST_URL: <c>redis://[[user]:password@]host:port</c> of a server that others may use too.</summary>
    public static Uri? Given { get; } = Environment.GetEnvironmentVariable("MCP_REDIS_TEST_URL") is { Length: > 0 } url ? new Uri(url) : null;

    /// <summary>The server program: MCP_REDIS_TEST_SERVER (the matrix sets it), else the first one on PATH; null if there is none.</summary>
    public static string? Binary { get; } = Environment.GetEnvironmentVariable("MCP_REDIS_TEST_SERVER") is { Length: > 0 } path
        ? Path.GetFullPath(path)
        : Names.Select(OnPath).FirstOrDefault(found => found is not null);

    /// <summary>The program, or the end of the test.</summary>
    public static string RequireBinary() => Binary ?? Refuse("no redis-server or valkey-server on PATH");

    /// <summary>A missing server is a failure in CI, where a skip would pass for a success, and a skip with its reason elsewhere.</summary>
    public static string Refuse(string reason)
    {
        reason += " (./dev test installs one; MCP_REDIS_TEST_SERVER names one)";
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1")
        {
            throw new InvalidOperationException(reason);
        }
        Assert.Skip(reason);
        return reason;
    }

    /// <summary>Full path of a program on PATH; null if it is not there.</summary>
    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
