using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;

namespace McpRedis.Tools.Jobs;

[RedisTool("redis_job_cancel", "Cancel a job", Toolset.Migration, Risk.Write, Offline = true, Idempotent = true)]
internal sealed class JobCancelTool(JobRegistry jobs, Principal principal, CallGuard guard)
{
    /// <summary>Stop or hold a job. What it has done stays done.</summary>
    /// <param name="id">From the call that started it.</param>
    /// <param name="pause">true holds it, false lets it go on.</param>
    /// <returns>The job; it may still run for a moment to put things in order. One that has ended is left as it is.</returns>
    /// <exception cref="Fault">key_not_found: no such job of this caller; conflict: this job cannot be held.</exception>
    public Task<JobReply> RunAsync(string id, bool? pause = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var job = JobReply.Find(jobs, id, principal.Name);
        if (job.State == JobState.Running && pause is { } held)
        {
            guard.Require(Risk.Write, new Effect(held ? $"holds a running job ({job.Kind})" : $"lets a running job ({job.Kind}) go on"));
            (job.Pause ?? throw new Fault(ErrorCode.Conflict, "This job cannot be held.", "Let it run, or stop it.")).Set(held);
        }
        else if (job.State == JobState.Running)
        {
            guard.Require(Risk.Write, new Effect($"cancels a running job ({job.Kind}); what it has done stays done"));
            job.Cancel();
        }
        return Task.FromResult(JobReply.Of(job));
    }
}
