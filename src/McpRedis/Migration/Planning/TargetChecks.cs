using McpRedis.Keyspace;
using McpRedis.Migration.Selection;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>Whether the target can take what is to come.</summary>
internal static class TargetChecks
{
    /// <summary>The check of names that are taken: one that a run which has begun fails by its own doing.</summary>
    public const string Collisions = "collisions";

    /// <summary>The check of the role: a target that follows the source because it was told to fails it likewise.</summary>
    public const string Writable = "targetWritable";

    /// <summary>The check of memory.</summary>
    public const string Room = "targetMemory";

    // Data in another server's memory: other encodings, other fragmentation. Above this share of the limit it gets tight.
    private const double Headroom = 0.9;

    public static IEnumerable<PlanCheck> Run(PlanInput input, MigrationPath path)
    {
        yield return SameServer(input);
        yield return Role(input);
        yield return Memory(input, Replaces(path));
        yield return Eviction(input);
        yield return Names(input, path);
        yield return DatabaseNumbers(input);
        yield return Saves(input);
    }

    private static bool Replaces(MigrationPath path) => path is MigrationPath.Replicate or MigrationPath.Serve;

    private static PlanCheck SameServer(PlanInput input)
    {
        const string Name = "sameServer";
        if (input.Source.RunIds.Count == 0 || input.Target.RunIds.Count == 0)
        {
            return PlanCheck.Warning(Name, "A server does not tell its run_id: that both connections lead to one server cannot be ruled out.");
        }
        return input.IsSameServer ? PlanCheck.Stop(Name, "Both connections lead to one server (same run_id).")
            : input.SourceFollowsTarget ? PlanCheck.Stop(Name, "The source is a replica of the target: whatever is done to the target is done to it, too.")
            : PlanCheck.Ok(Name, "Two servers: their run_ids differ.");
    }

    private static PlanCheck Role(PlanInput input)
    {
        const string Name = Writable;
        var target = input.Target;
        if (target.Role == ServerRole.Replica)
        {
            return PlanCheck.Stop(Name, "The target is a replica: it takes no writes but its master's.");
        }
        if (target.Says("loading"))
        {
            return PlanCheck.Stop(Name, "The target is loading its data set.");
        }
        return target.Role == ServerRole.Master ? PlanCheck.Ok(Name, "The target is a master.") : PlanCheck.Warning(Name, "The target does not tell its role.");
    }

    private static PlanCheck Memory(PlanInput input, bool replaces)
    {
        const string Name = Room;
        var (used, limit, system) = (input.Target.UsedMemoryBytes, input.Target.MaxMemoryBytes, input.Target.SystemMemoryBytes);
        if (input.MemoryBytes is not { } needs || !used.IsKnown || !limit.IsKnown)
        {
            return PlanCheck.Warning(Name, $"Not known: {(input.MemoryBytes is null ? "the source does not tell how much memory its keys take" : used.Why ?? limit.Why)}.");
        }
        long after = needs + (replaces ? 0 : used.Value);
        string figures = $"about {needs} bytes to come, {used.Value} used on the target";
        if (limit.Value > 0)
        {
            string text = $"{figures}, maxmemory {limit.Value}";
            return after > limit.Value ? PlanCheck.Stop(Name, $"Too small: {text}.")
                : after > limit.Value * Headroom ? PlanCheck.Warning(Name, $"Tight: {text}.")
                : PlanCheck.Ok(Name, $"{text}.");
        }
        return system is { IsKnown: true, Value: > 0 } && after > system.Value * Headroom
            ? PlanCheck.Warning(Name, $"No maxmemory, and the machine has {system.Value} bytes: {figures}.")
            : PlanCheck.Ok(Name, $"{figures}, no maxmemory.");
    }

    private static PlanCheck Eviction(PlanInput input)
    {
        const string Name = "targetEviction";
        var (policy, limit) = (input.Target.EvictionPolicy, input.Target.MaxMemoryBytes);
        if (!policy.IsKnown)
        {
            return PlanCheck.Warning(Name, $"Not known: {policy.Why}.");
        }
        return policy.Value == "noeviction" || limit is { IsKnown: true, Value: 0 }
            ? PlanCheck.Ok(Name, $"maxmemory-policy {policy.Value}{(limit is { IsKnown: true, Value: 0 } ? ", no maxmemory" : "")}.")
            : PlanCheck.Warning(Name, $"maxmemory-policy {policy.Value}: at the limit the target drops keys, and a copy that seems complete is not.");
    }

    private static PlanCheck Names(PlanInput input, MigrationPath path)
    {
        const string Name = Collisions;
        var (policy, keys) = (input.Options.Selection.Collision, input.Target.Keys);
        if (input.TargetIsEmpty)
        {
            return PlanCheck.Ok(Name, "The target is empty.");
        }
        if (Replaces(path))
        {
            return PlanCheck.Warning(Name, $"All that the target holds{(keys.IsKnown ? $" ({DatabaseSize.TextOf(keys.Value)})" : "")} is replaced.");
        }
        if (input.Options.Live && policy != CollisionPolicy.Replace)
        {
            return PlanCheck.Stop(Name, $"The target holds {(keys.IsKnown ? DatabaseSize.TextOf(keys.Value) : "keys")}, and a change may come to any name: with live the collision policy is replace, or the target is empty.");
        }
        if (input.Collisions is not { } seen)
        {
            return PlanCheck.Warning(Name, "The target could not be asked for names of the sample.");
        }
        string figures = $"{seen.Taken.Count} of {seen.Looked} names of the sample are taken on the target";
        return (seen.Taken.Count, policy) switch
        {
            (0, _) => PlanCheck.Ok(Name, $"{figures}; {policy.ToString().ToLowerInvariant()} is what happens to one that is."),
            (_, CollisionPolicy.Fail) => PlanCheck.Stop(Name, $"{figures}, and the policy is to fail at the first. Choose skip or replace, rename them, or empty the target."),
            (_, CollisionPolicy.Skip) => PlanCheck.Warning(Name, $"{figures}: the target's own stay."),
            _ => PlanCheck.Warning(Name, $"{figures}: the source's take their place."),
        };
    }

    private static PlanCheck DatabaseNumbers(PlanInput input)
    {
        const string Name = "databases";
        var mapping = input.Options.Selection.Mapping;
        int[] wanted = [.. input.Databases.Select(size => mapping.TryMapDatabase(size.Database, out int target) ? target : 0).Distinct()];
        if (wanted.All(number => number == 0))
        {
            return PlanCheck.Ok(Name, input.Databases.Count == 0 ? "The source holds no keys that are taken." : "All keys go to database 0.");
        }
        if (input.Target.IsCluster)
        {
            return PlanCheck.Stop(Name, $"The target is a cluster and has database 0 only; keys of {Several(input.Databases)} would go elsewhere. Map them: databases with target 0 and a prefix for each.");
        }
        return input.Target.DatabaseLimit is not { IsKnown: true } limit ? PlanCheck.Warning(Name, $"How many databases the target has is not known: {input.Target.DatabaseLimit.Why}.")
            : wanted.Max() >= limit.Value ? PlanCheck.Stop(Name, $"Database {wanted.Max()} is beyond the target's {limit.Value}.")
            : PlanCheck.Ok(Name, $"The target has {limit.Value}; keys go to {string.Join(", ", wanted.Order())}.");
    }

    private static string Several(IReadOnlyList<DatabaseSize> sizes) => string.Join(", ", sizes.Select(size => $"database {size.Database} ({size.Text})"));

    private static PlanCheck Saves(PlanInput input)
    {
        const string Name = "targetSaves";
        var target = input.Target;
        return target.Says("rdb_last_bgsave_status", "err") || target.Says("aof_last_write_status", "err")
            ? PlanCheck.Stop(Name, "The target failed to save its data: it refuses writes, or will.")
            : target.Says("rdb_bgsave_in_progress") || target.Says("aof_rewrite_in_progress")
                ? PlanCheck.Warning(Name, "The target is saving: it is slower, and needs memory for that.")
                : target.First("rdb_last_bgsave_status").IsKnown ? PlanCheck.Ok(Name, "The last save succeeded.") : PlanCheck.Warning(Name, "Not told.");
    }
}
