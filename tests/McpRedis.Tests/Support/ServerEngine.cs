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

    /// <summary>Starts a server of an engine; the test ends as skipped, by name, when that engine is not there.</summary>
    public static Task<RedisServerProcess> StartAsync(string engine, params string[] config) =>
        RedisServerProcess.StartAsync(new ServerSettings { Program = Require(engine), Config = config });

    /// <summary>For those who take what there is.</summary>
    public static bool IsThere(string engine) => engine == AtHand ? ServerSource.Binary is not null : File.Exists(Program(engine));

    /// <summary>The program of an engine, null for the one at hand.</summary>
    public static string? Require(string engine)
    {
        if (engine == AtHand)
        {
            return null;
        }
        Assert.SkipUnless(IsThere(engine), $"{engine} is not there: eng/engines {engine} gets it");
        return Program(engine);
    }

    private static string Program(string engine) => Path.Combine(
        RepositoryFile.FullPath($"artifacts/engines/{engine}"), engine.StartsWith("valkey", StringComparison.Ordinal) ? "valkey-server" : "redis-server");
}
