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
    "INFO", "ACL WHOAMI", "ACL GETUSER", "ACL DRYRUN", "MODULE LIST", "FUNCTION LIST", "CLUSTER INFO", "CLUSTER NODES", "COMMAND INFO", "CONFIG GET",
    "PUBSUB NUMSUB", "TIME", "RANDOMKEY", "DBSIZE", "SCAN", "TYPE", "PTTL", "PEXPIRETIME", "MEMORY USAGE", "EXISTS", "STRLEN",
    "GETRANGE", "LLEN", "LRANGE", "SCARD", "SSCAN", "ZCARD", "ZSCAN", "HLEN", "HSCAN", "HPEXPIRETIME", "XLEN", "XRANGE", "XINFO STREAM", "XINFO GROUPS",
    DeadlineSeconds = 60)]
internal sealed class MigrationCompareTool(
    IRedisGateway redis, Principal principal, ConnectionRegistry connections, PlanRegistry plans, JobRegistry jobs, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    /// <summary>Keys up to which the call itself compares; above it a job does.</summary>
    internal const long SmallKeys = 100_000;

    // What is worth waiting for before the call ends with the job's id.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Check that this connection holds what the source holds: keys, values, expiry, both ways. Changes nothing.</summary>
    /// <param name="source">Connection it was copied from.</param>
    /// <param name="planId">Compare what this plan copies.</param>
    /// <param name="patterns">Globs of keys; default all.</param>
    /// <param name="databases">Default all.</param>
    /// <param name="mode">sample: keys chosen by chance.</param>
    /// <param name="ttlToleranceMs">How far expiries may differ.</param>
    /// <param name="deleteExtra">The repair also deletes keys only the target has.</param>
    /// <param name="jobId">Result of a large comparison.</param>
    /// <returns>What differs, by category with examples. state running: too large for one call, ask again with jobId. repair.planId: a plan that mends what differs.</returns>
    /// <exception cref="Fault">key_not_found: no such plan or job; redis_unavailable: one of the two cannot be asked.</exception>
    public async Task<MigrationCompareReply> RunAsync(
        [OtherConnection] string? source = null,
        string? planId = null,
        byte[][]? patterns = null,
        [Items(1, KeySelection.MostItems)] int[]? databases = null,
        CompareMode mode = CompareMode.Full,
        [Limits(0, 86_400_000)] long ttlToleranceMs = TtlComparer.DefaultToleranceMs,
        bool deleteExtra = false,
        string? jobId = null,
        CancellationToken cancellationToken = default)
    {
        if (jobId is not null)
        {
            return await CollectAsync(Find(jobId), cancellationToken);
        }
        var plan = planId is null ? await PlanAsync(source, patterns, databases, cancellationToken) : Known(planId);
        if (mode == CompareMode.Sample || PlanComparison.Keys(plan) <= SmallKeys)
        {
            return Reply(new(plan, await PlanComparison.RunAsync(plan, mode, ttlToleranceMs, trace, time, null, cancellationToken), deleteExtra));
        }
        // A job outlives its call, and so does what it counts.
        var job = jobs.Start("comparison", principal.Name, async (progress, token) =>
            new ComparisonOutcome(plan, await PlanComparison.RunAsync(plan, mode, ttlToleranceMs, new(), time, progress, token), deleteExtra))
            ?? throw new Fault(ErrorCode.RateLimited, $"{JobRegistry.MaxRunning} jobs run already.", "Wait for one to end.", retryable: true);
        return await CollectAsync(job, cancellationToken);
    }

    private async Task<MigrationPlan> PlanAsync(string? source, byte[][]? patterns, int[]? databases, CancellationToken cancellationToken)
    {
        var target = connections.Get(redis.Connection);
        var from = connections.All.FirstOrDefault(connection => connection.Options.Name == source)
            ?? throw Fault.Argument("source", source is null ? "name the connection that was copied from, or a planId." : $"no connection of that name; known are {string.Join(", ", connections.Names)}.");
        if (from.Options.Name == target.Options.Name)
        {
            throw Fault.Argument("source", "is the connection itself; name another one.");
        }
        var selection = KeySelection.Of(new()
        {
            Patterns = patterns ?? [],
            Databases = Moves(databases, from, target),
            Collision = CollisionPolicy.Replace,
        });
        return await new MigrationPlanner(new(from, target), trace, time).PlanAsync(new(selection, Live: false, ReplaceTarget: false, KeepIdle: false), cancellationToken);
    }

    // A call that names a database means the source's own and that one.
    private IReadOnlyList<DatabaseMove> Moves(int[]? databases, RedisConnection from, RedisConnection target)
    {
        bool named = redis.Database != target.Options.Database;
        if (databases is { Length: > 0 })
        {
            return named ? throw Fault.Argument("database", "says what is compared, and so does databases; give one of the two.") : [.. databases.Select(number => new DatabaseMove(number, number, []))];
        }
        return named ? [new(from.Options.Database, redis.Database, [])] : [];
    }

    // Whoever lost a connection since has lost the plan with it.
    private MigrationPlan Known(string id)
    {
        var plan = plans.Find(principal.Name, id);
        if (plan is null || !connections.Names.Contains(plan.Ends.Source.Options.Name))
        {
            throw new Fault(ErrorCode.KeyNotFound, "There is no such plan, or it is more than an hour old.", "Name a source instead.");
        }
        return plan.Ends.Target.Options.Name == redis.Connection ? plan
            : throw Fault.Argument("connection", $"the plan is for connection '{plan.Ends.Target.Options.Name}'.");
    }

    private Job Find(string id) => jobs.Find(id, principal.Name) is { Kind: "comparison" } job ? job
        : throw new Fault(ErrorCode.KeyNotFound, "There is no such comparison, or it ended more than an hour ago.", "Compare again.");

    private async Task<MigrationCompareReply> CollectAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await job.WhenEndedAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return CompareReply.Running(job);
        }
        return job.Failure is { } failure ? throw (failure as Fault ?? new Fault(ErrorCode.Internal, "The comparison failed in a way it should not.", "The log says more.", inner: failure))
            : job.Result is ComparisonOutcome outcome ? Reply(outcome) with { JobId = job.Id }
            : throw new Fault(ErrorCode.Cancelled, "The comparison was cancelled.", "Compare again.");
    }

    private MigrationCompareReply Reply(ComparisonOutcome outcome)
    {
        if (outcome.Repair(time) is { } repair && plans.Find(principal.Name, repair.Id) is null)
        {
            plans.Keep(principal.Name, repair);
        }
        return CompareReply.Of(outcome, time, budget);
    }
}
