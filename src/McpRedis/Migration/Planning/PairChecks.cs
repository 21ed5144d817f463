using McpRedis.Migration.Probe;
using McpRedis.Topology;

namespace McpRedis.Migration.Planning;

/// <summary>What concerns both ends: clocks, rights, modules, functions, clusters.</summary>
internal static class PairChecks
{
    // Expiries are copied as points in time; a second is what a reader of TTLs notices.
    private const double NoticedMs = 1000;

    public static IEnumerable<PlanCheck> Run(PlanInput input, MigrationPath path)
    {
        yield return Clocks(input);
        yield return Rights("sourceRights", input.Source, MigrationPaths.SourceCommands(path, input.CopiedTypes));
        yield return Rights("targetRights", input.Target, MigrationPaths.TargetCommands(path, input.CopiedTypes));
        if (path == MigrationPath.Serve)
        {
            yield return NodeAddress.IsLocal(input.Ends.Target.Options)
                ? PlanCheck.Ok("reachable", "The target is on this machine and finds this program over loopback.")
                : PlanCheck.Warning("reachable", $"The target must be able to connect to {input.Ends.ServeAt?.Host}; that is known only when it is tried.");
        }
        yield return Modules(input);
        yield return Functions(input);
        foreach (var end in new[] { ("sourceCluster", input.Source), ("targetCluster", input.Target) })
        {
            if (end.Item2.Cluster is { } cluster)
            {
                yield return Cluster(end.Item1, cluster);
            }
        }
    }

    private static PlanCheck Clocks(PlanInput input)
    {
        const string Name = "clocks";
        if (input.Source.Clock is not { IsKnown: true } source || input.Target.Clock is not { IsKnown: true } target)
        {
            return PlanCheck.Warning(Name, $"Not known: {input.Source.Clock.Why ?? input.Target.Clock.Why}.");
        }
        double skew = target.Value!.OffsetMs - source.Value!.OffsetMs;
        string text = string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"the target's clock is {Math.Abs(skew):0} ms {(skew < 0 ? "behind" : "ahead of")} the source's (within {source.Value.UncertaintyMs + target.Value.UncertaintyMs:0.0} ms)");
        return Math.Abs(skew) > NoticedMs + source.Value.UncertaintyMs + target.Value.UncertaintyMs
            ? PlanCheck.Warning(Name, $"Keys expire at the same point in time on both, and {text}.")
            : PlanCheck.Ok(Name, $"{char.ToUpperInvariant(text[0])}{text[1..]}.");
    }

    private static PlanCheck Rights(string name, ServerFacts end, IReadOnlyList<string> commands)
    {
        var closed = end.Rights.Closed(commands);
        var unknown = end.Rights.Unknown(commands);
        string user = end.User.IsKnown ? $"user {end.User.Value}" : "the user";
        return closed.Count > 0 && commands.All(command => end.Rights[command].IsClosed || command is not ("SYNC" or "PSYNC"))
                ? PlanCheck.Stop(name, $"For {user}: {string.Join(", ", closed)} ({end.Rights.Witness}).")
            : end.Rights.KeysAreLimited ? PlanCheck.Warning(name, $"There are keys that {user} may not reach ({end.Rights.Witness}).")
            : unknown.Count > 0 ? PlanCheck.Warning(name, $"Whether {user} may run {string.Join(", ", unknown)} is known only when it is tried.")
            : PlanCheck.Ok(name, $"For {user} all is open that the path needs ({end.Rights.Witness}).");
    }

    private static PlanCheck Modules(PlanInput input)
    {
        const string Name = "modules";
        var (source, target) = (input.Source.Modules, input.Target.Modules);
        if (!source.IsKnown || !target.IsKnown)
        {
            return PlanCheck.Warning(Name, $"Not known: {source.Why ?? target.Why}.");
        }
        if (source.Value!.Count == 0)
        {
            return PlanCheck.Ok(Name, "The source has none.");
        }
        var lacking = source.Value.Where(module => !target.Value!.Any(other => other.Name == module.Name && other.Version >= module.Version)).ToList();
        return lacking.Count == 0 ? PlanCheck.Ok(Name, $"The target has them too: {Names(source.Value)}.")
            : PlanCheck.Warning(Name, $"The target lacks, or has older: {Names(lacking)}. Keys of these cannot be read there.");

        static string Names(IEnumerable<ModuleFact> modules) => string.Join(", ", modules.Select(module => $"{module.Name} {module.Version}"));
    }

    private static PlanCheck Functions(PlanInput input)
    {
        const string Name = "functions";
        var (source, target) = (input.Source.FunctionLibraries, input.Target.FunctionLibraries);
        return !source.IsKnown ? PlanCheck.Ok(Name, $"None to be seen on the source ({source.Why}).")
            : source.Value == 0 ? PlanCheck.Ok(Name, "The source has none.")
            : target.IsKnown ? PlanCheck.Warning(Name, $"{source.Value} on the source, {target.Value} on the target; they are no keys.")
            : PlanCheck.Warning(Name, $"{source.Value} on the source; the target has no place for them ({target.Why}).");
    }

    private static PlanCheck Cluster(string name, Fact<ClusterFact> cluster) => !cluster.IsKnown ? PlanCheck.Warning(name, $"Not known: {cluster.Why}.")
        : cluster.Value is { IsOk: false } ? PlanCheck.Stop(name, $"The cluster is not ok: {cluster.Value.SlotsAssigned} of 16384 slots have an owner.")
        : cluster.Value is { OpenSlots: > 0 } ? PlanCheck.Warning(name, $"{cluster.Value.OpenSlots} slots are being moved: let that end first, keys in them may be missed or met twice.")
        : PlanCheck.Ok(name, $"{cluster.Value!.Masters} masters, {cluster.Value.SlotsAssigned} slots, none being moved.");
}
