using System.Text;
using McpRedis.Analysis;
using McpRedis.Analysis.Files;
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
    DeadlineSeconds = 60, App = "ui://redis/memory")]
internal sealed class AnalysisRunTool(IRedisGateway redis, Principal principal, ConnectionRegistry connections, JobRegistry jobs, RdbFolder files, OutputBudget budget, TimeProvider time)
{
    // What is worth waiting for before the call ends with the job's id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Walk the keys once, gently, and count: memory by type and prefix, largest keys, expiry, idle time, savings.</summary>
    /// <param name="pattern">Glob of keys; default all.</param>
    /// <param name="databases">Default all.</param>
    /// <param name="maxSeconds">Then it ends with what it has.</param>
    /// <param name="maxKeys">Keys to look at.</param>
    /// <param name="file">RDB file in the operator's folder, in place of the server.</param>
    /// <param name="jobId">Wait for a run and have its counts; after that, go on where it ended.</param>
    /// <returns>Counts for all keys, as ranges where not all were seen; redis_analysis_get shows more. state running: ask again with jobId.</returns>
    /// <exception cref="Fault">key_not_found: no such run; invalid_argument: no such file, or it is damaged; rate_limited: too many jobs.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/scan/"/>
    public async Task<AnalysisSummary> RunAsync(
        string? pattern = null,
        [Items(1, 64)] int[]? databases = null,
        [Limits(1, 3600)] int maxSeconds = 60,
        long? maxKeys = null,
        string? file = null,
        string? jobId = null,
        CancellationToken cancellationToken = default)
    {
        if (maxKeys < 1)
        {
            throw Fault.Argument("maxKeys", "at least 1.");
        }
        var connection = connections.Get(redis.Connection);
        var limits = (Duration: TimeSpan.FromSeconds(maxSeconds), Keys: maxKeys ?? long.MaxValue);
        var job = jobId is not null ? GoOn(connection, AnalysisOutcome.Find(jobs, jobId, principal.Name), limits)
            : file is not null ? StartFile(connection, Options(connection, pattern, databases), files.Open(file), limits)
            : StartPass(connection, New(connection, Options(connection, pattern, databases)), limits);
        try
        {
            await job.WhenEndedAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return AnalysisSummary.Running(job);
        }
        var outcome = AnalysisOutcome.Of(job, connections)!;
        outcome.IsTold = true;
        return AnalysisSummary.Of(job, outcome, budget);
    }

    private AnalysisOptions Options(RedisConnection connection, string? pattern, int[]? databases)
    {
        int[]? chosen = databases ?? (redis.Database != connection.Options.Database ? [redis.Database] : null);
        if (connection.Options.Databases is { } open && chosen?.Except(open).ToArray() is [var closed, ..])
        {
            throw Fault.Argument("databases", $"{closed} is not open on connection '{redis.Connection}'.");
        }
        return new()
        {
            Pattern = pattern is null ? null : Encoding.UTF8.GetBytes(pattern),
            Databases = chosen,
            PrefersReplicas = connection.Options.Kind is ConnectionKind.Cluster or ConnectionKind.Sentinel,
        };
    }

    // A job outlives its call, and so does what it counts.
    private LiveAnalysis New(RedisConnection connection, AnalysisOptions options) =>
        new(connection.BindBulk(LiveAnalysis.Commands, AccessLevel.Read, new()), connection.Options.Databases, options, time);

    private Job StartPass(RedisConnection connection, LiveAnalysis pass, (TimeSpan Duration, long Keys) limits) => Start(async (progress, token) =>
        new AnalysisOutcome(connection, pass, await pass.RunAsync(limits.Duration, limits.Keys, seen => progress.Report(new("reading", seen, pass.Keys)), token)));

    // A file is of no server, but whoever may see only some keys there sees only such keys of it.
    private Job StartFile(RedisConnection connection, AnalysisOptions options, FileStream file, (TimeSpan Duration, long Keys) limits)
    {
        var shown = options with { Databases = options.Databases ?? connection.Options.Databases };
        try
        {
            return Start(async (progress, token) =>
            {
                await using (file)
                {
                    var report = await FileAnalysis.RunAsync(file, shown, connection.Scope, limits.Duration, limits.Keys, time, seen => progress.Report(new("reading", seen, null)), token);
                    return new AnalysisOutcome(connection, null, report);
                }
            });
        }
        catch (Fault)
        {
            file.Dispose();
            throw;
        }
    }

    private Job Start(Func<IProgress<JobProgress>, CancellationToken, Task<object?>> work)
    {
        AnalysisOutcome.MakeRoom(jobs, principal.Name);
        return jobs.Start(AnalysisOutcome.Kind, principal.Name, work)
            ?? throw new Fault(ErrorCode.RateLimited, $"{JobRegistry.MaxRunning} jobs run already.", "Wait for one to end.", retryable: true);
    }

    private Job GoOn(RedisConnection connection, Job job, (TimeSpan Duration, long Keys) limits)
    {
        if (AnalysisOutcome.Of(job, connections) is not { CanGoOn: true, IsTold: true } outcome)
        {
            return job;
        }
        if (outcome.Connection != redis.Connection)
        {
            throw Fault.Argument("connection", $"the analysis is of connection '{outcome.Connection}'.");
        }
        var counts = outcome.TakeOver() ?? throw new Fault(ErrorCode.Conflict, "Another call goes on with this analysis.", "Use the jobId it answered.");
        try
        {
            return StartPass(connection, counts.Pass!, limits);
        }
        catch (Fault)
        {
            outcome.PutBack(counts);
            throw;
        }
    }
}
