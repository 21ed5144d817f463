using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Packaging;

/// <summary>What <c>./dev pack</c> makes, made once for all tests that install it.</summary>
[CollectionDefinition(Name)]
public sealed class Packages : ICollectionFixture<Packages>, IAsyncLifetime
{
    public const string Name = "packages";

    private const string Rid = "linux-x64";

    // Two builds, one of them compiled ahead of time, on a machine that has other work.
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(20);

    private readonly TempFolder _folder = new();

    /// <summary>Where packages and bundles are.</summary>
    internal static string Folder { get; } = Path.Combine(BuiltProgram.Repository, "artifacts/packages");

    internal static string Bundle { get; } = Path.Combine(Folder, $"mcp-redis-{Catalogue.ProductInfo.Version}-{Rid}.mcpb");

    internal static string SingleFile { get; } = Path.Combine(BuiltProgram.Repository, "artifacts/publish", Rid, "mcp-redis");

    /// <summary>A folder that is gone with the run.</summary>
    internal string Private(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    public async ValueTask InitializeAsync()
    {
        // Packages of this version from a run before would be taken for this one's.
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
        await PackAsync("nuget");
        await PackAsync("mcpb", Rid);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    private static async Task PackAsync(params string[] arguments)
    {
        // Only for its clean environment; the program to start is the script.
        var start = BuiltProgram.Start(["pack", .. arguments]);
        start.FileName = Path.Combine(BuiltProgram.Repository, "dev");
        start.ArgumentList.Clear();
        foreach (string argument in (string[])["pack", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(Guard);
        var run = await ProgramRun.ToEndAsync(start, guard.Token);
        Assert.True(run.ExitCode == 0, $"./dev pack {string.Join(' ', arguments)}:\n{run.Output}\n{run.Errors}");
        Assert.DoesNotContain("warning IL", run.Output, StringComparison.Ordinal);
    }
}
