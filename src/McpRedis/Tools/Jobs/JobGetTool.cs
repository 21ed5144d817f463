using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Reply;

namespace McpRedis.Tools.Jobs;

[RedisTool("redis_job_get", "Look at a job", Toolset.Migration, Risk.Read, Offline = true)]
internal sealed class JobGetTool(JobRegistry jobs, Principal principal, OutputBudget budget)
{
    /// <summary>How far a job is, or how it ended.</summary>
    /// <param name="id">From the call that started it.</param>
    /// <returns>Progress while it runs; what it came to, or the failure, for an hour after its end.</returns>
    /// <exception cref="Fault">key_not_found: no such job of this caller.</exception>
    public Task<JobReply> RunAsync(string id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(JobReply.Of(JobReply.Find(jobs, id, principal.Name), budget));
    }
}
