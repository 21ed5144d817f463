using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Serving;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Reply;

namespace McpRedis.Tools.Migration;

[RedisTool(
    "redis_migration_plan", "Plan a migration", Toolset.Migration, Risk.Read,
    "INFO", "CLIENT INFO", "ACL WHOAMI", "ACL GETUSER", "ACL DRYRUN", "MODULE LIST", "FUNCTION LIST", "CLUSTER INFO", "CLUSTER NODES", "COMMAND INFO", "CONFIG GET",
    "PUBSUB NUMSUB", "TIME", "RANDOMKEY", "DBSIZE", "SCAN", "TYPE", "PTTL", "PEXPIRETIME", "MEMORY USAGE", "EXISTS", "STRLEN",
    DeadlineSeconds = 60)]
internal sealed class MigrationPlanTool(IRedisGateway redis, Principal principal, ConnectionRegistry connections, PlanRegistry plans, ServingPlace serving, CommandTrace trace, OutputBudget budget, TimeProvider time)
{
    /// <summary>Plan copying another connection's keys to this one: way, checks, losses, time. Changes nothing.</summary>
    /// <param name="source">Connection to copy from.</param>
    /// <param name="planId">Tell this plan again.</param>
    /// <param name="patterns">Globs of keys; default all.</param>
    /// <param name="exclude">Globs to leave.</param>
    /// <param name="types">As TYPE tells.</param>
    /// <param name="databases">Default all. target: number here.</param>
    /// <param name="renames">Prefixes to replace.</param>
    /// <param name="minTtlMs">Leave what expires sooner.</param>
    /// <param name="maxTtlMs">Leave what expires later or never.</param>
    /// <param name="maxSizeBytes">Leave what is larger.</param>
    /// <param name="collision">For names taken here.</param>
    /// <param name="live">Carry over later changes.</param>
    /// <param name="replaceTarget">All data here may be lost.</param>
    /// <param name="keepIdle">Keep idle times.</param>
    /// <param name="path">Default the best.</param>
    /// <returns>The plan. path is the best way; executable says whether this version can carry it out and no check says stop. Every figure is a reading or says that it is an estimate.</returns>
    /// <exception cref="Fault">key_not_found: no such plan, or it is more than an hour old; redis_unavailable: one of the two cannot be asked.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/restore/"/>
    public async Task<MigrationPlanReply> RunAsync(
        [OtherConnection] string? source = null,
        string? planId = null,
        byte[][]? patterns = null,
        byte[][]? exclude = null,
        string[]? types = null,
        DatabaseRule[]? databases = null,
        RenameRule[]? renames = null,
        long? minTtlMs = null,
        long? maxTtlMs = null,
        long? maxSizeBytes = null,
        CollisionPolicy collision = CollisionPolicy.Fail,
        bool live = false,
        bool replaceTarget = false,
        bool keepIdle = false,
        MigrationPath? path = null,
        CancellationToken cancellationToken = default)
    {
        var target = connections.Get(redis.Connection);
        if (planId is not null)
        {
            return PlanReply.Of(Again(planId, target), budget);
        }
        var from = connections.All.FirstOrDefault(connection => connection.Options.Name == source)
            ?? throw Fault.Argument("source", source is null ? "name the connection to copy from." : $"no connection of that name; known are {string.Join(", ", connections.Names)}.");
        if (from.Options.Name == target.Options.Name && renames is null or [] && databases is null or [])
        {
            throw Fault.Argument("source", "is the connection itself; name another one.");
        }
        var selection = KeySelection.Of(new SelectionRequest
        {
            Patterns = patterns ?? [],
            Exclude = exclude ?? [],
            Types = types ?? [],
            Databases = Moves(databases, from, target),
            Renames = [.. (renames ?? []).Select(rule => new PrefixRename(rule.From, rule.To))],
            Limits = new(minTtlMs, maxTtlMs, maxSizeBytes),
            Collision = collision,
        });
        var plan = await new MigrationPlanner(new(from, target, serving.Address), trace, time).PlanAsync(new(selection, live, replaceTarget, keepIdle, path), cancellationToken);
        plans.Keep(principal.Name, plan);
        return PlanReply.Of(plan, budget);
    }

    // Whoever lost a connection since has lost the plan with it.
    private MigrationPlan Again(string id, RedisConnection target)
    {
        var plan = plans.Find(principal.Name, id);
        if (plan is null || !connections.Names.Contains(plan.Ends.Source.Options.Name))
        {
            throw new Fault(ErrorCode.KeyNotFound, "There is no such plan, or it is more than an hour old.", "Call redis_migration_plan with a source to make one.");
        }
        return plan.Ends.Target.Options.Name == target.Options.Name ? plan
            : throw Fault.Argument("connection", $"the plan is for connection '{plan.Ends.Target.Options.Name}'.");
    }

    // A call that names a database means the source's own and that one.
    private IReadOnlyList<DatabaseMove> Moves(DatabaseRule[]? rules, RedisConnection from, RedisConnection target)
    {
        bool named = redis.Database != target.Options.Database;
        if (rules is { Length: > 0 })
        {
            return named ? throw Fault.Argument("database", "says where keys go, and so does databases; give one of the two.")
                : [.. rules.Select(rule => new DatabaseMove(rule.Source, rule.Target ?? rule.Source, rule.Prefix ?? []))];
        }
        return named ? [new(from.Options.Database, redis.Database, [])] : [];
    }
}

/// <param name="Prefix">Put before its keys.</param>
internal sealed record DatabaseRule(int Source, int? Target = null, byte[]? Prefix = null);

internal sealed record RenameRule(byte[] From, byte[] To);
