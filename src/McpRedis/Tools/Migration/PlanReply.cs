using McpRedis.Migration.Planning;
using McpRedis.Migration.Probe;
using McpRedis.Reply;

namespace McpRedis.Tools.Migration;

/// <summary>A plan as a reply.</summary>
internal static class PlanReply
{
    private const int MostTaken = 10;

    public static MigrationPlanReply Of(MigrationPlan plan, OutputBudget budget) => new(
        plan.Id,
        plan.MadeAt.ToUnixTimeMilliseconds(),
        EndReply.Of(plan.Source),
        EndReply.Of(plan.Target),
        plan.Path,
        plan.Executable,
        plan.Path is { } path ? plan.Paths.First(verdict => verdict.Path == path).Reason : plan.Options.Path is { } wanted ? $"path {wanted.ToString().ToLowerInvariant()} is not open; paths says what closes it" : "no path is open; paths says what closes each",
        plan.Paths,
        plan.Checks,
        plan.Losses,
        plan.Estimate,
        plan.Steps,
        plan.SourceCommands,
        plan.TargetCommands,
        plan.Rollback,
        [.. plan.Taken.Take(MostTaken).Select(name => budget.Echo(name))]);
}

/// <param name="PlanId">To tell this plan again, and to start it.</param>
/// <param name="MadeAtMs">When; it is kept for an hour.</param>
/// <param name="Source">What is known of the source.</param>
/// <param name="Target">What is known of the target.</param>
/// <param name="Path">The chosen way; null when none is open.</param>
/// <param name="Executable">This version can carry the plan out, and no check says stop.</param>
/// <param name="Reason">Why this way.</param>
/// <param name="Paths">Every way, the preferred first, with what speaks for it or closes it.</param>
/// <param name="Checks">What was looked at before: ok, warning or stop, with the figures.</param>
/// <param name="Losses">What would not arrive.</param>
/// <param name="Estimate">How much, and how long it may take.</param>
/// <param name="Steps">What would be done, in order.</param>
/// <param name="SourceCommands">Commands the source would be sent.</param>
/// <param name="TargetCommands">Commands the target would be sent.</param>
/// <param name="Rollback">How to go back.</param>
/// <param name="Collisions">Some names that are taken on the target.</param>
internal sealed record MigrationPlanReply(
    string PlanId,
    long MadeAtMs,
    EndReply Source,
    EndReply Target,
    MigrationPath? Path,
    bool Executable,
    string Reason,
    IReadOnlyList<PathVerdict> Paths,
    IReadOnlyList<PlanCheck> Checks,
    IReadOnlyList<PlanLoss> Losses,
    PlanEstimate? Estimate,
    IReadOnlyList<string> Steps,
    IReadOnlyList<string> SourceCommands,
    IReadOnlyList<string> TargetCommands,
    string Rollback,
    IReadOnlyList<RedisText> Collisions);

/// <param name="Connection">Name.</param>
/// <param name="Product">redis, valkey, garnet, keydb, dragonfly or unknown.</param>
/// <param name="Version">Of the product.</param>
/// <param name="Mode">standalone or cluster.</param>
/// <param name="Role">master or replica.</param>
/// <param name="RdbVersion">Version of the serialization format it writes.</param>
/// <param name="Keys">Keys it holds.</param>
/// <param name="UsedMemoryBytes">Memory in use.</param>
/// <param name="User">Our user there.</param>
/// <param name="RttMs">Time to it and back.</param>
/// <param name="Unknown">What it did not tell, each with why.</param>
internal sealed record EndReply(
    string Connection, string Product, string? Version, string Mode, string Role, int? RdbVersion, long? Keys, long? UsedMemoryBytes, string? User, double? RttMs, IReadOnlyList<string> Unknown)
{
    public static EndReply Of(ServerFacts facts)
    {
        var unknown = new List<string>();
        return new(
            facts.Connection,
            facts.Profile.Flavour.ToString().ToLowerInvariant(),
            facts.Profile.Version?.ToString(),
            facts.Profile.Mode.ToString().ToLowerInvariant(),
            facts.Role.ToString().ToLowerInvariant(),
            Number("rdbVersion", facts.RdbVersion),
            Number("keys", facts.Keys),
            Number("usedMemory", facts.UsedMemoryBytes),
            facts.User.IsKnown ? facts.User.Value : Missing<string>("user", facts.User.State, facts.User.Why),
            facts.Clock.IsKnown ? Math.Round(facts.Clock.Value!.RttMs, 2) : null,
            [.. Also()]);

        T? Number<T>(string name, Fact<T> fact)
            where T : struct
        {
            if (fact.IsKnown)
            {
                return fact.Value;
            }
            Missing<string>(name, fact.State, fact.Why);
            return null;
        }

        T? Missing<T>(string name, FactState state, string? why)
            where T : class
        {
            unknown.Add($"{name}: {state.ToString().ToLowerInvariant()} ({why})");
            return null;
        }

        IEnumerable<string> Also()
        {
            See("clock", facts.Clock.State, facts.Clock.Why);
            See("maxMemory", facts.MaxMemoryBytes.State, facts.MaxMemoryBytes.Why);
            See("evictionPolicy", facts.EvictionPolicy.State, facts.EvictionPolicy.Why);
            See("databases", facts.DatabaseLimit.State, facts.DatabaseLimit.Why);
            See("modules", facts.Modules.State, facts.Modules.Why);
            See("functions", facts.FunctionLibraries.State, facts.FunctionLibraries.Why);
            See("replicaBuffer", facts.ReplicaBuffer.State, facts.ReplicaBuffer.Why);
            See("keyspaceEvents", facts.KeyspaceEvents.State, facts.KeyspaceEvents.Why);
            return unknown;
        }

        void See(string name, FactState state, string? why)
        {
            if (state != FactState.Known)
            {
                Missing<string>(name, state, why);
            }
        }
    }
}
