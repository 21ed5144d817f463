using System.Text;
using McpRedis.Analysis;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

[RedisTool(
    "redis_analysis_run", "Analyse the keyspace", Toolset.Analysis, Risk.Read,
    "SCAN", "TYPE", "STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "PTTL", "MEMORY USAGE", "OBJECT ENCODING", "OBJECT IDLETIME", "OBJECT FREQ", "INFO", "CONFIG GET", "PING",
    DeadlineSeconds = 60)]
internal sealed class AnalysisRunTool(IRedisGateway redis, Principal principal, ConnectionRegistry connections, JobRegistry jobs, OutputBudget budget, TimeProvider time)
{
    // What is worth waiting for before the call ends with the job's id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Walk the keys once, gently, and count: memory by type and prefix, largest keys, expiry, idle time, savings.</summary>
    /// <param name="pattern">Glob of keys; default all.</param>
    /// <param name="databases">Default all.</param>
    /// <param name="maxSeconds">Then it ends with what it has.</param>
    /// <param name="maxKeys">Keys to look at.</param>
    /// <param name="jobId">Wait for a run, or go on where it ended.</param>
    /// <returns>Counts for all keys, as ranges where not all were seen; redis_analysis_get shows more. state running: ask again with jobId.</returns>
    /// <exception cref="Fault">key_not_found: no such run; rate_limited: too many jobs.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/scan/"/>
    public async Task<AnalysisSummary> RunAsync(
        string? pattern = null,
        [Items(1, 64)] int[]? databases = null,
        [Limits(1, 3600)] int maxSeconds = 60,
        long? maxKeys = null,
        string? jobId = null,
        CancellationToken cancellationToken = default)
    {
        if (maxKeys < 1)
        {
            throw Fault.Argument("maxKeys", "at least 1.");
        }
        var limits = (Duration: TimeSpan.FromSeconds(maxSeconds), Keys: maxKeys ?? long.MaxValue);
        var job = jobId is null ? Start(New(pattern, databases), limits) : GoOn(AnalysisOutcome.Find(jobs, jobId, principal.Name), limits);
        try
        {
            await job.WhenEndedAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return AnalysisSummary.Running(job);
        }
        return AnalysisSummary.Of(job, AnalysisOutcome.Of(job, connections)!, budget);
    }

    private LiveAnalysis New(string? pattern, int[]? databases)
    {
        var connection = connections.Get(redis.Connection);
        int[]? chosen = databases ?? (redis.Database != connection.Options.Database ? [redis.Database] : null);
        if (connection.Options.Databases is { } open && chosen?.Except(open).ToArray() is [var closed, ..])
        {
            throw Fault.Argument("databases", $"{closed} is not open on connection '{redis.Connection}'.");
        }
        var options = new AnalysisOptions
        {
            Pattern = pattern is null ? null : Encoding.UTF8.GetBytes(pattern),
            Databases = chosen,
            PrefersReplicas = connection.Options.Kind is ConnectionKind.Cluster or ConnectionKind.Sentinel,
        };
        // A job outlives its call, and so does what it counts.
        return new(connection.BindBulk(LiveAnalysis.Commands, AccessLevel.Read, new()), connection.Options.Databases, options, time);
    }

    private Job Start(LiveAnalysis pass, (TimeSpan Duration, long Keys) limits)
    {
        string connection = redis.Connection;
        return jobs.Start(AnalysisOutcome.Kind, principal.Name, async (progress, token) =>
            new AnalysisOutcome(connection, pass, await pass.RunAsync(limits.Duration, limits.Keys, seen => progress.Report(new("reading", seen, pass.Keys)), token)))
            ?? throw new Fault(ErrorCode.RateLimited, $"{JobRegistry.MaxRunning} jobs run already.", "Wait for one to end.", retryable: true);
    }

    private Job GoOn(Job job, (TimeSpan Duration, long Keys) limits)
    {
        if (AnalysisOutcome.Of(job, connections) is not { } outcome || !outcome.Pass.IsOpen)
        {
            return job;
        }
        if (outcome.Connection != redis.Connection)
        {
            throw Fault.Argument("connection", $"the analysis is of connection '{outcome.Connection}'.");
        }
        return outcome.TryTakeOver() ? Start(outcome.Pass, limits) : throw new Fault(ErrorCode.Conflict, "Another call goes on with this analysis.", "Use the jobId it answered.");
    }
}
