using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Running;
using McpRedis.Migration.Running.Following;
using McpRedis.Migration.Serving;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tools.Migration;

[RedisTool(
    "redis_migration_start", "Start a migration", Toolset.Migration, Risk.Admin,
    "SCAN", "DUMP", "PTTL", "PEXPIRETIME", "TYPE", "TIME", "INFO", "SYNC", "PSYNC", "REPLCONF", "RESTORE", "ASKING", "PING", "OBJECT IDLETIME", "OBJECT FREQ", "EXISTS", "MEMORY USAGE",
    "STRLEN", "GETRANGE", "LRANGE", "SSCAN", "SCARD", "ZSCAN", "ZCARD", "HSCAN", "HLEN", "HPEXPIRETIME", "XRANGE", "XPENDING", "XINFO STREAM", "XINFO GROUPS", "XINFO CONSUMERS",
    "UNLINK", "RENAME", "RENAMENX", "PEXPIRE", "PEXPIREAT", "PERSIST", "SET", "APPEND", "RPUSH", "LLEN", "SADD", "ZADD", "HSET", "HPEXPIREAT",
    "XADD", "XDEL", "XLEN", "XSETID", "XCLAIM", "XGROUP CREATE", "XGROUP SETID", "XGROUP DESTROY", "XGROUP CREATECONSUMER",
    "REPLICAOF", "CONFIG GET", "CONFIG SET", "ROLE", "PUBSUB NUMSUB", "PSUBSCRIBE", "CLIENT PAUSE", "CLIENT UNPAUSE",
    DeadlineSeconds = 300, TypedTarget = true)]
internal sealed class MigrationStartTool(
    IRedisGateway redis, Principal principal, ConnectionRegistry connections, PlanRegistry plans, MigrationJournals journals, ServingPlace serving, JobRegistry jobs, LiveRuns live, RunPatience patience, CallGuard guard,
    CommandTrace trace, CallProgress progress, ILoggerFactory loggers, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Carry out a plan as a job, or go on with one that stopped.</summary>
    /// <param name="planId">Its plan.</param>
    /// <param name="keysPerSecond">Most keys a second.</param>
    /// <param name="bytesPerSecond">Most bytes a second.</param>
    /// <param name="maxTargetLatencyMs">Slow down when PING takes longer.</param>
    /// <param name="waitMs">Wait for its end; default 0.</param>
    /// <param name="cutOver">Of one following.</param>
    /// <returns>The job; redis_job_get tells how far it is and what it came to. It goes on when the call ends.</returns>
    /// <exception cref="Fault">conflict: what the plan rests on has changed, or it cannot be carried out, or it runs already; key_not_found: no such plan; rate_limited: too many jobs.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/restore/"/>
    public async Task<MigrationStarted> RunAsync(
        string planId, long? keysPerSecond = null, long? bytesPerSecond = null, int? maxTargetLatencyMs = null, int waitMs = 0, bool cutOver = false, CancellationToken cancellationToken = default)
    {
        if (cutOver)
        {
            return await CutOverAsync(planId, cancellationToken);
        }
        var limits = LimitsOf(keysPerSecond, bytesPerSecond, maxTargetLatencyMs, waitMs);
        var (shown, begun) = Find(planId);
        // A target that follows the source is taken up as it is.
        bool isAgreed = begun is { Debt: not null, Path: not MigrationPath.Replicate };
        if (isAgreed)
        {
            // Until that is put back the target cannot be looked at as what it was.
            guard.Require(Risk.Admin, StartEffect.OfDebt(begun!));
            begun = await MigrationStart.PayAsync(begun!, connections.Get(redis.Connection), guard.Access, journals, trace, time, cancellationToken);
        }
        var start = await LookAsync(planId, shown, begun, cancellationToken);
        bool goesOn = start.Begun is not null;
        if (!isAgreed)
        {
            guard.Require(Risk.Admin, StartEffect.Of(start.Plan, goesOn));
        }
        var job = Start(start, limits);
        await WaitAsync(job, start.Plan.Options.Live, TimeSpan.FromMilliseconds(waitMs), cancellationToken);
        var told = job.Progress;
        return new(job.Id, planId, job.State, start.Plan.Path!.Value, goesOn, told.Phase, told.Done, told.Total, null);
    }

    private async Task<MigrationStarted> CutOverAsync(string planId, CancellationToken cancellationToken)
    {
        var (run, job) = live.Find(principal.Name, planId) ?? throw new Fault(ErrorCode.Conflict, "This migration is not under way here, so there is nothing to cut over.", "redis_migration_start with the planId alone starts it or goes on with it.");
        if (run.Plan.Ends.Target.Options.Name != redis.Connection)
        {
            throw Fault.Argument("connection", $"the plan is for connection '{run.Plan.Ends.Target.Options.Name}'.");
        }
        // As it is open to the caller now, which may be less than when the plan was made.
        var source = OpenSource(run.Plan.Ends.Source.Options.Name);
        if (source.Access != AccessLevel.Full)
        {
            throw new Fault(ErrorCode.AccessDenied, $"Connection '{source.Options.Name}' is not open for holding its writers back (CLIENT PAUSE): that needs full access. Nothing was done.",
                "Stop the writers yourself, wait until redis_job_get tells 0 behind, compare with redis_migration_compare, switch the clients, and end the job with redis_job_cancel.");
        }
        if (!KeyScope.Covers(source.Scope, run.Plan.Ends.Source.Scope) || !KeyScope.Covers(connections.Get(redis.Connection).Scope, run.Plan.Ends.Target.Scope))
        {
            throw new Fault(ErrorCode.KeyOutOfScope, "This migration copies keys that are not open to you any more. Nothing was done.", "redis_job_cancel ends it; redis_migration_plan makes a plan for the keys that are open.");
        }
        guard.Require(Risk.Admin, CutOverEffect.Of(run.Plan));
        var writers = new HeldWriters(source.BindBulk(HeldWriters.Commands, guard.Access, trace), time);
        var report = await run.CutOverAsync(writers, cancellationToken);
        if (run.EndsWithSwitch)
        {
            await job.WhenEndedAsync(cancellationToken);
        }
        var told = job.Progress;
        return new(job.Id, planId, job.State, run.Plan.Path!.Value, false, told.Phase, told.Done, told.Total, report);
    }

    private static CopyLimits LimitsOf(long? keysPerSecond, long? bytesPerSecond, int? maxTargetLatencyMs, int waitMs)
    {
        Check("keysPerSecond", keysPerSecond, 1, long.MaxValue);
        Check("bytesPerSecond", bytesPerSecond, 1, long.MaxValue);
        Check("maxTargetLatencyMs", maxTargetLatencyMs, 1, 60_000);
        Check("waitMs", waitMs, 0, 240_000);
        return new(keysPerSecond, bytesPerSecond, maxTargetLatencyMs);

        // Not in the schema, where every bound costs tokens of everybody who never starts a migration.
        static void Check(string name, long? value, long least, long most)
        {
            if (value < least || value > most)
            {
                throw Fault.Argument(name, most == long.MaxValue ? $"must be {least} or more, got {value}." : $"must be from {least} to {most}, got {value}.");
            }
        }
    }

    // The plan as it was shown, or what the journal knows of it.
    private (MigrationPlan? Shown, JournalRecord? Begun) Find(string planId)
    {
        var (shown, begun) = (plans.Find(principal.Name, planId), journals.Find(principal.Name, planId));
        string? source = shown?.Ends.Source.Options.Name ?? begun?.Source.Connection, target = shown?.Ends.Target.Options.Name ?? begun?.Target.Connection;
        OpenSource(source);
        return target == redis.Connection ? (shown, begun) : throw Fault.Argument("connection", $"the plan is for connection '{target}'.");
    }

    // Whoever lost a connection since has lost the plan with it.
    private RedisConnection OpenSource(string? name) => name is not null && connections.Names.Contains(name) ? connections.Get(name)
        : throw new Fault(ErrorCode.KeyNotFound, "There is no such plan, or it is more than an hour old and was never begun.", "Call redis_migration_plan to make one.");

    // Both ends as they are open to the caller now.
    private Task<MigrationStart> LookAsync(string planId, MigrationPlan? shown, JournalRecord? begun, CancellationToken cancellationToken)
    {
        string source = shown?.Ends.Source.Options.Name ?? begun!.Source.Connection;
        var ends = new MigrationEnds(connections.Get(source), connections.Get(redis.Connection), serving.Address);
        return MigrationStart.LookAsync(planId, shown, begun, ends, principal.Name, journals, trace, time, cancellationToken);
    }

    private Job Start(MigrationStart start, CopyLimits limits)
    {
        var (pause, ran) = (new PauseSwitch(), new CommandTrace());
        var (run, journal) = start.Open(guard.Access, new CopyPace(limits, pause, time), patience, ran);
        var audit = new MigrationAudit(loggers.CreateLogger<MigrationAudit>(), principal.Name, start.Plan.Ends.Source.Options.Name, redis.Connection, time);
        if (jobs.Start("migration", principal.Name, (told, ct) => audit.RunAsync(() => run.RunAsync(told, ct), ran), pause) is { } job)
        {
            live.Keep(principal.Name, start.Plan.Id, run, job);
            return job;
        }
        journal.Dispose();
        throw new Fault(ErrorCode.RateLimited, $"{JobRegistry.MaxRunning} jobs run already.", "Wait for one to end, or stop one with redis_job_cancel.", retryable: true);
    }

    // One that follows comes to no end by itself: for it the wait is over when the copy is.
    private async Task WaitAsync(Job job, bool isLive, TimeSpan wait, CancellationToken cancellationToken)
    {
        long from = time.GetTimestamp();
        while (job.State == JobState.Running && wait - time.GetElapsedTime(from) is var left && left > TimeSpan.Zero)
        {
            await Task.WhenAny(job.WhenEndedAsync(cancellationToken), Task.Delay(left < Look ? left : Look, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            var now = job.Progress;
            if (isLive && now.Phase == "following")
            {
                return;
            }
            progress.Report(now.Done, now.Total, string.Create(CultureInfo.InvariantCulture, $"{now.Phase}: {now.Done} keys, {now.Bytes} bytes{(now.PerSecond is { } rate ? $", {rate:0} keys a second" : "")}"));
        }
    }
}

/// <param name="Id">Of the job.</param>
/// <param name="PlanId">Its plan; starting that again goes on with a job that stopped.</param>
/// <param name="State">running, or how it ended.</param>
/// <param name="Path">The way it goes.</param>
/// <param name="Resumed">It goes on with what was begun before.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Keys done.</param>
/// <param name="Total">Keys in all, estimated; null while unknown.</param>
/// <param name="CutOver">What the cut-over came to; null without one.</param>
internal sealed record MigrationStarted(string Id, string PlanId, JobState State, MigrationPath Path, bool Resumed, string Phase, long Done, long? Total, CutOverReport? CutOver);
