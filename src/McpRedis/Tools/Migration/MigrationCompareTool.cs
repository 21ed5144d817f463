using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;

namespace McpRedis.Tools.Migration;

[RedisTool(
    "redis_migration_compare", "Compare two connections", Toolset.Migration, Risk.Read,
    "INFO", "CLIENT INFO", "ACL WHOAMI", "ACL GETUSER", "ACL DRYRUN", "MODULE LIST", "FUNCTION LIST", "CLUSTER INFO", "CLUSTER NODES", "COMMAND INFO", "CONFIG GET",
    "PUBSUB NUMSUB", "TIME", "RANDOMKEY", "DBSIZE", "SCAN", "TYPE", "PTTL", "PEXPIRETIME", "MEMORY USAGE", "EXISTS", "STRLEN",
    "GETRANGE", "LLEN", "LRANGE", "SCARD", "SSCAN", "ZCARD", "ZSCAN", "HLEN", "HSCAN", "HPEXPIRETIME", "XLEN", "XRANGE", "XINFO STREAM", "XINFO GROUPS",
    DeadlineSeconds = 60)]
internal sealed class MigrationCompareTool(
    IRedisGateway redis, Principal principal, ConnectionRegistry connections, PlanRegistry plans, JobRegistry jobs, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    /// <summary>Keys up to which the call itself compares; above it a job does.</summary>
    internal const long SmallKeys = 100_000;

    private const long MostToleranceMs = 86_400_000;

    // What is worth waiting for before the call ends with the job's id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Check that this connection holds what the source holds, both ways. Changes nothing.</summary>
    /// <param name="source">Connection it was copied from.</param>
    /// <param name="planId">Compare what this plan copies.</param>
    /// <param name="sample">Only keys chosen by chance.</param>
    /// <param name="ttlToleranceMs">How far expiries may differ.</param>
    /// <param name="deleteExtra">The repair deletes what only the target has.</param>
    /// <returns>What differs, by category with examples. state running: it goes on as a job, and redis_job_get tells what it came to. repair.planId: a plan that mends what differs.</returns>
    /// <exception cref="Fault">key_not_found: no such plan; redis_unavailable: one of the two cannot be asked; rate_limited: too many jobs.</exception>
    public async Task<MigrationCompareReply> RunAsync(
        [OtherConnection] string? source = null,
        string? planId = null,
        bool sample = false,
        long ttlToleranceMs = TtlComparer.DefaultToleranceMs,
        bool deleteExtra = false,
        CancellationToken cancellationToken = default)
    {
        if (ttlToleranceMs is < 0 or > MostToleranceMs)
        {
            throw Fault.Argument("ttlToleranceMs", $"must be from 0 to {MostToleranceMs}, got {ttlToleranceMs}.");
        }
        var plan = planId is null ? await PlanAsync(source, cancellationToken) : Known(planId);
        var mode = sample ? CompareMode.Sample : CompareMode.Full;
        if (sample || PlanComparison.Keys(plan) <= SmallKeys)
        {
            return CompareReply.Of(Ended(plan, await PlanComparison.RunAsync(plan, mode, ttlToleranceMs, trace, time, null, cancellationToken), deleteExtra), budget);
        }
        // A job outlives its call, and so does what it counts.
        ComparisonOutcome? outcome = null;
        var job = jobs.Start("comparison", principal.Name, async (progress, token) =>
            {
                outcome = Ended(plan, await PlanComparison.RunAsync(plan, mode, ttlToleranceMs, new(), time, progress, token), deleteExtra);
                return CompareSummary.Of(plan, outcome.Report, outcome.Repair);
            })
            ?? throw new Fault(ErrorCode.RateLimited, $"{JobRegistry.MaxRunning} jobs run already.", "Wait for one to end, or stop one with redis_job_cancel.", retryable: true);
        return await IsEndedAsync(job, cancellationToken) ? CompareReply.Of(outcome!, budget) with { JobId = job.Id } : CompareReply.Running(job);
    }

    private ComparisonOutcome Ended(MigrationPlan plan, CompareReport report, bool deleteExtra)
    {
        var repair = PlanComparison.Repair(plan, report, deleteExtra, time);
        if (repair is not null)
        {
            plans.Keep(principal.Name, repair);
        }
        return new(plan, report, repair);
    }

    private async Task<MigrationPlan> PlanAsync(string? source, CancellationToken cancellationToken)
    {
        var target = connections.Get(redis.Connection);
        var from = connections.All.FirstOrDefault(connection => connection.Options.Name == source)
            ?? throw Fault.Argument("source", source is null ? "name the connection that was copied from, or a planId." : $"no connection of that name; known are {string.Join(", ", connections.Names)}.");
        if (from.Options.Name == target.Options.Name)
        {
            throw Fault.Argument("source", "is the connection itself; name another one.");
        }
        // A call that names a database means the source's own and that one.
        bool named = redis.Database != target.Options.Database;
        var selection = KeySelection.Of(new()
        {
            Databases = named ? [new(from.Options.Database, redis.Database, [])] : [],
            Collision = CollisionPolicy.Replace,
        });
        return await new MigrationPlanner(new(from, target), trace, time).PlanAsync(new(selection, Live: false, ReplaceTarget: false, KeepIdle: false), cancellationToken);
    }

    // Whoever lost a connection since has lost the plan with it.
    private MigrationPlan Known(string id)
    {
        var plan = plans.Find(principal.Name, id);
        if (plan is null || !connections.Names.Contains(plan.Ends.Source.Options.Name))
        {
            throw new Fault(ErrorCode.KeyNotFound, "There is no such plan, or it is more than an hour old.", "Name a source instead.");
        }
        // As both are open to the caller now, which may be less than when the plan was made.
        return plan.Ends.Target.Options.Name == redis.Connection ? plan with { Ends = new(connections.Get(plan.Ends.Source.Options.Name), connections.Get(redis.Connection), plan.Ends.ServeAt) }
            : throw Fault.Argument("connection", $"the plan is for connection '{plan.Ends.Target.Options.Name}'.");
    }

    private async Task<bool> IsEndedAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await job.WhenEndedAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }
        return job.Failure is { } failure ? throw (failure as Fault ?? new Fault(ErrorCode.Internal, "The comparison failed in a way it should not.", "The log says more.", inner: failure))
            : job.State == JobState.Succeeded ? true
            : throw new Fault(ErrorCode.Cancelled, "The comparison was cancelled.", "Compare again.");
    }
}
