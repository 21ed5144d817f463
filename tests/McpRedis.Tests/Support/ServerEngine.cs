namespace McpRedis.Tests.Support;

/// <summary>
/// The servers that formats and migrations are tested between, whatever the rest of a run uses: the one at hand, and those that <c>eng/engines</c> has unpacked.
/// </summary>
internal static class ServerEngine
{
    /// <summary>The server that all other tests use.</summary>
    public const string AtHand = "at-hand";

    public static IReadOnlyList<string> Others { get; } = ["redis-8.0", "redis-8.6", "valkey-8.1", "valkey-9.1"];

    /// <summary>All of them, as the cases of a test.</summary>
    public static TheoryData<string> Cases => [AtHand, .. Others];

    /// <summary>Those that are there, for a test that takes what it can get.</summary>
    public static IEnumerable<string> Present => [AtHand, .. Others.Where(engine => File.Exists(Program(engine)))];

    /// <summary>Starts a server of an engine; the test ends as skipped, by name, when that engine is not there.</summary>
    public static Task<RedisServerProcess> StartAsync(string engine, params string[] config) =>
        RedisServerProcess.StartAsync(new ServerSettings { Program = Require(engine), Config = config });

    /// <summary>The program of an engine, null for the one at hand.</summary>
    public static string? Require(string engine)
    {
        if (engine == AtHand)
        {
            return null;
        }
        string program = Program(engine);
        Assert.SkipUnless(File.Exists(program), $"{engine} is not there: eng/engines {engine} gets it");
        return program;
    }

    private static string Program(string engine) =>
        RepositoryFile.FullPath($"artifacts/engines/{engine}/{(engine.StartsWith("valkey", StringComparison.Ordinal) ? "valkey" : "redis")}-server");
}
