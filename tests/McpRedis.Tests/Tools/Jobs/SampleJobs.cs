using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Jobs;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Jobs;

/// <summary>Jobs of a program with two connections, started as a tool would.</summary>
internal static class SampleJobs
{
    public static Task<ToolHarness> StartAsync(RedisFixture redis, ServerOptions? options = null) => ToolHarness.StartAsync([redis.Options(), redis.Options("other")], options);

    public static Job Start(ToolHarness mcp, Func<IProgress<JobProgress>, CancellationToken, Task<object?>> work, string? principal = null, PauseSwitch? pause = null) =>
        ((JobRegistry)mcp.Composition.GetService(typeof(JobRegistry))!).Start("migration", principal ?? Principal.Local.Name, work, pause)!;

    /// <summary>Runs until it is cancelled, after a report.</summary>
    public static Func<IProgress<JobProgress>, CancellationToken, Task<object?>> Endless(TaskCompletionSource reported) => async (progress, cancellationToken) =>
    {
        progress.Report(new JobProgress("copying", 30, 100) { Bytes = 3000, PerSecond = 10 });
        reported.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    };
}
