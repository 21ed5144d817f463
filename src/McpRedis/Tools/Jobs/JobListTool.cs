using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Jobs;

namespace McpRedis.Tools.Jobs;

[RedisTool("redis_job_list", "List jobs", Toolset.Migration, Risk.Read, Offline = true)]
internal sealed class JobListTool(JobRegistry jobs, Principal principal)
{
    private const int Most = 50;

    /// <summary>The caller's jobs of the last hour, newest first.</summary>
    /// <returns>At most 50.</returns>
    public Task<JobList> RunAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var all = jobs.List(principal.Name);
        return Task.FromResult(new JobList([.. all.Take(Most).Select(job => JobReply.Of(job))], all.Count > Most));
    }
}

/// <param name="Items">Newest first.</param>
/// <param name="Truncated">There are older ones.</param>
internal sealed record JobList(IReadOnlyList<JobReply> Items, bool Truncated);
