using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>The scripts of tests/deployment, with their packages fetched once.</summary>
internal static class DeploymentTools
{
    private static readonly TimeSpan InstallGuard = TimeSpan.FromMinutes(5);

    // Test classes of one process share the folder.
    private static readonly Lazy<Task<string>> Npm = new(InstallAsync);

    private static readonly string Folder = Path.Combine(BuiltProgram.Repository, "tests/deployment");

    /// <summary>Runs a script of package.json to its end.</summary>
    public static async Task<ProgramRun> RunAsync(string script, params string[] arguments) =>
        await RunAsync(await Npm.Value, TestTimeout.HangGuard, ["run", "--silent", script, "--", .. arguments]);

    private static async Task<string> InstallAsync()
    {
        string npm = ServerSource.OnPath("npm") ?? ServerSource.Refuse("no npm on PATH");
        // npm writes this file last; an older one belongs to another lock.
        var installed = new FileInfo(Path.Combine(Folder, "node_modules/.package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            var run = await RunAsync(npm, InstallGuard, ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]);
            Assert.True(run.ExitCode == 0, $"npm ci failed:\n{run.Output}\n{run.Errors}");
        }
        return npm;
    }

    private static async Task<ProgramRun> RunAsync(string npm, TimeSpan guard, string[] arguments)
    {
        using var home = new TempFolder();
        // Only for its clean environment; the program to start is npm.
        var start = BuiltProgram.Start([]);
        start.FileName = npm;
        start.WorkingDirectory = Folder;
        start.ArgumentList.Clear();
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        // The Vercel CLI keeps its state at home, reports, and looks for its newest version.
        start.Environment["XDG_DATA_HOME"] = home.Path;
        start.Environment["XDG_CONFIG_HOME"] = home.Path;
        start.Environment["XDG_CACHE_HOME"] = home.Path;
        start.Environment["VERCEL_TELEMETRY_DISABLED"] = "1";
        start.Environment["NO_UPDATE_NOTIFIER"] = "1";
        foreach (string name in start.Environment.Keys.Where(name => name is "VERCEL_OIDC_TOKEN" or "VERCEL_TOKEN" or "VERCEL").ToArray())
        {
            start.Environment.Remove(name);
        }
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(guard);
        return await ProgramRun.ToEndAsync(start, source.Token);
    }
}
