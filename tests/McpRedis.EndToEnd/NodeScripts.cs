using System.Diagnostics;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>The scripts of tests/clients, with their packages fetched once for a run.</summary>
public sealed class NodeScripts
{
    private static readonly TimeSpan InstallGuard = TimeSpan.FromMinutes(5), RunGuard = TimeSpan.FromMinutes(3);

    private static readonly string Folder = Path.Combine(BuiltProgram.Repository, "tests/clients");

    // Of all classes that run scripts: npm cannot install twice at once.
    private static readonly Lazy<Task> Packages = new(InstallAsync);

    private readonly Lazy<Task> _packages = Packages;

    /// <summary>Runs a script of package.json against the program under test.</summary>
    internal Task<ProgramRun> RunAsync(string script, string redisUrl, params string[] arguments) => RunScriptAsync(script, redisUrl, [BuiltProgram.File, .. arguments]);

    /// <summary>Runs a script of package.json on another program, or on a package.</summary>
    internal Task<ProgramRun> RunOnAsync(string file, string script, string redisUrl, params string[] arguments) => RunScriptAsync(script, redisUrl, [file, .. arguments]);

    /// <summary>Runs a script with these arguments, the first of which says what is under test.</summary>
    internal async Task<ProgramRun> RunScriptAsync(string script, string? redisUrl, params string[] arguments) =>
        await NpmAsync(await ReadyAsync(), RunGuard, redisUrl, ["run", "--silent", script, "--", .. arguments]);

    /// <summary>How to start a script that goes on until its stdin ends.</summary>
    internal async Task<ProcessStartInfo> StartAsync(string script) => Npm(await ReadyAsync(), null, ["run", "--silent", script]);

    // Where npm is, its packages in place.
    private async Task<string> ReadyAsync()
    {
        if (ServerSource.OnPath("npm") is not { } npm)
        {
            ServerSource.Refuse("no npm on PATH");
            throw new UnreachableException();
        }
        await _packages.Value;
        return npm;
    }

    private static async Task InstallAsync()
    {
        // npm writes this file last and with the lock's time in mind; an older one belongs to another lock.
        var installed = new FileInfo(Path.Combine(Folder, "node_modules/.package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            var run = await NpmAsync(ServerSource.OnPath("npm")!, InstallGuard, redisUrl: null, ["ci", "--no-audit", "--no-fund"]);
            Assert.True(run.ExitCode == 0, $"npm ci failed:\n{run.Output}\n{run.Errors}");
        }
    }

    private static Task<ProgramRun> NpmAsync(string npm, TimeSpan guard, string? redisUrl, string[] arguments)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(guard);
        return ProgramRun.ToEndAsync(Npm(npm, redisUrl, arguments), source.Token);
    }

    private static ProcessStartInfo Npm(string npm, string? redisUrl, string[] arguments)
    {
        // Only for its clean environment; the program to start is npm.
        var start = BuiltProgram.Start([], redisUrl);
        start.FileName = npm;
        start.WorkingDirectory = Folder;
        start.ArgumentList.Clear();
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }
}
