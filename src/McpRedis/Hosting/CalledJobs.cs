using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Pipeline;

namespace McpRedis.Hosting;

/// <summary>What <c>mcp-redis call</c> has set going and left running. Jobs end with their process, and this process was started for the one call: so it waits for them.</summary>
internal static class CalledJobs
{
    private const string ReportTool = "redis_job_get";

    // An analysis comes to more than a report has: the tool that started it tells.
    private const string OwnReportTool = "redis_analysis_run";

    /// <summary>Those that run now. Nobody but the call can have started one here.</summary>
    public static IReadOnlyList<Job> Running(Composition composition) =>
        [.. ((JobRegistry)composition.GetService(typeof(JobRegistry))!).List(Principal.Local.Name).Where(job => job.State == JobState.Running)];

    /// <summary>Waits for each to end and writes what it came to, one JSON object a line as redis_job_get tells it.</summary>
    /// <param name="composition">This process.</param>
    /// <param name="call">What set them going.</param>
    /// <param name="jobs">From <see cref="Running"/>.</param>
    /// <param name="cancellationToken">Ctrl-C: cancels them. They are waited for and reported all the same.</param>
    /// <returns>The exit code: 0 when all succeeded.</returns>
    public static async Task<int> FollowAsync(Composition composition, CallRequest call, IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        int code = ExitCode.Ok;
        foreach (var job in jobs)
        {
            Console.Error.WriteLine($"mcp-redis: it goes on as job {job.Id} ({job.Kind}); Ctrl-C stops it.");
            await JobBar.UntilEndedAsync(job, null, composition.Time, cancellationToken);
            Console.Out.WriteLine(await ReportAsync(composition, call, job));
            code = job.State == JobState.Succeeded ? code : ExitCode.Failed;
        }
        return code;
    }

    // Also where the tool is not open to clients: the operator asks here what became of the operator's own call.
    private static async Task<string> ReportAsync(Composition composition, CallRequest call, Job job)
    {
        using var id = JsonDocument.Parse($"\"{job.Id}\"");
        var report = call.Tool.Name == OwnReportTool
            ? call with { Arguments = new Dictionary<string, JsonElement>(call.Arguments ?? new Dictionary<string, JsonElement>()) { ["jobId"] = id.RootElement } }
            : new CallRequest(ToolCatalogue.All.First(tool => tool.Name == ReportTool), new Dictionary<string, JsonElement> { ["id"] = id.RootElement });
        var outcome = await composition.Pipeline.RunAsync(report, CancellationToken.None);
        return Encoding.UTF8.GetString(outcome.Json.Span);
    }
}
