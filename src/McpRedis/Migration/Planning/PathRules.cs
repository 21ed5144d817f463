using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Migration.Serving;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Topology;

namespace McpRedis.Migration.Planning;

/// <summary>
/// Which paths both ends and the selection leave open. Every path gets a verdict with every reason against it, so that a reader sees what would
/// have to change to go a faster way. The preferred open path is the plan's, whether or not this version can carry it out.
/// </summary>
internal static class PathRules
{
    public static IReadOnlyList<PathVerdict> Judge(PlanInput input) =>
        [.. MigrationPaths.All.Select(path => Judge(path, input))];

    /// <summary>The first that is open and can be carried out; else the first that is open; null when none is.</summary>
    /// <param name="verdicts">On all of them.</param>
    /// <param name="wanted">No other will do; null for any.</param>
    public static PathVerdict? Choose(IReadOnlyList<PathVerdict> verdicts, MigrationPath? wanted = null) =>
        wanted is { } one ? verdicts.FirstOrDefault(verdict => verdict.Open && verdict.Path == one)
        : verdicts.FirstOrDefault(verdict => verdict is { Open: true, Executable: true }) ?? verdicts.FirstOrDefault(verdict => verdict.Open);

    private static PathVerdict Judge(MigrationPath path, PlanInput input)
    {
        List<string> against = [.. path switch
        {
            MigrationPath.Replicate => Replicate(input).Concat(Idle(input)),
            MigrationPath.Serve => Serve(input).Concat(Idle(input)),
            MigrationPath.Sync => Sync(input).Concat(Restore(input)).Concat(Idle(input)),
            MigrationPath.Scan => Scan(input).Concat(Restore(input)),
            _ => Types(input),
        }];
        // Of SYNC and PSYNC one is enough; everything else is needed.
        var sources = MigrationPaths.SourceCommands(path, input.CopiedTypes).Where(command => !(command == "SYNC" && !input.Source.Rights["PSYNC"].IsClosed) && !(command == "PSYNC" && path != MigrationPath.Replicate && !input.Source.Rights["SYNC"].IsClosed));
        against.AddRange(input.Source.Rights.Closed(sources).Select(closed => $"{closed} on the source"));
        against.AddRange(input.Target.Rights.Closed(MigrationPaths.TargetCommands(path, input.CopiedTypes)).Select(closed => $"{closed} on the target"));
        against.AddRange(LiveRules.Against(path, input));
        bool open = against.Count == 0;
        string? lacking = MigrationPaths.Lacking(path, input.Options);
        string reason = !open ? string.Join("; ", against.Distinct()) : lacking is null ? For(path) : $"{For(path)}; {lacking}";
        return new(path, open, open && lacking is null, reason);
    }

    private static string For(MigrationPath path) => path switch
    {
        MigrationPath.Replicate => "the target can follow the source itself: nothing is in between, changes flow until the cut-over",
        MigrationPath.Serve => "the target may be replaced and loads a whole file faster than it takes keys one by one",
        MigrationPath.Sync => "the source sends its data set as to a replica, without a walk over its keys",
        MigrationPath.Scan => "needs no more than SCAN and DUMP of the source and RESTORE of the target",
        _ => "works with the plain commands of each type, where serialized values are not taken",
    };

    private static IEnumerable<string> Replicate(PlanInput input)
    {
        var (source, target) = (input.Source, input.Target);
        if (!input.Options.Selection.IsWhole)
        {
            yield return "a replica takes everything under its own name, and the selection does not";
        }
        foreach (string reason in Replaceable(input))
        {
            yield return reason;
        }
        if (source.IsCluster)
        {
            yield return "the source is a cluster, which a lone server cannot follow";
        }
        if (!ReplicaRules.CanLoad(source.Profile, target.Profile))
        {
            yield return $"the target ({Name(target.Profile)}) cannot load the format of the source ({Name(source.Profile)})";
        }
        if (source.Profile.Flavour is ServerFlavour.Garnet or ServerFlavour.Dragonfly or ServerFlavour.Unknown)
        {
            yield return $"{Name(source.Profile)} is not known to serve replicas of another server";
        }
        if (Failure(() => ReplicaRules.AddressOf(input.Ends.Source.Options, input.Ends.Target.Options)) is { } failure)
        {
            yield return failure;
        }
        foreach (string reason in WholeSource(input))
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> Serve(PlanInput input)
    {
        foreach (string reason in Replaceable(input).Concat(WholeSource(input)).Concat(Sync(input)))
        {
            yield return reason;
        }
        if (input.Target.Profile.Flavour == ServerFlavour.Dragonfly)
        {
            yield return $"{Name(input.Target.Profile)} is not known to load files of Redis as a replica";
        }
        if (ValueFormats.TakenBy(input.Target) is null)
        {
            yield return "the target's version is not known, and so not which file it could load";
        }
        if (Failure(() => ServeAddress.For(input.Ends.Target.Options, input.Ends.ServeAt)) is { } failure)
        {
            yield return failure;
        }
        else if (input.Ends.ServeAt is null && input.Target.SeesUsLocally is { IsKnown: true, Value: false })
        {
            yield return "the target is not on this machine's loopback (it sees this program come from elsewhere, as from a container), and --serve-address says no other way";
        }
    }

    // Asked for by name: a way that cannot is none.
    private static IEnumerable<string> Idle(PlanInput input)
    {
        if (input.Options.KeepIdle && !IdleTimes.AreInSnapshots(input.Source))
        {
            yield return "snapshots of the source are without idle times, since its maxmemory-policy looks at none, and keepIdle was given";
        }
    }

    // The target loses all it has, and must be one that follows whom we say.
    private static IEnumerable<string> Replaceable(PlanInput input)
    {
        var target = input.Target;
        if (!input.TargetIsEmpty && !input.Options.ReplaceTarget)
        {
            yield return $"it would replace all the target holds{(target.Keys.IsKnown ? $" ({DatabaseSize.TextOf(target.Keys.Value)})" : "")}, and replaceTarget was not given";
        }
        if (target.IsCluster)
        {
            yield return "the target is a cluster, whose nodes refuse REPLICAOF";
        }
        if (target.Profile.Flavour is ServerFlavour.Garnet or ServerFlavour.Unknown)
        {
            yield return $"{Name(target.Profile)} is not known to follow another product";
        }
        if (target.IsWatched is { IsKnown: true, Value: true } || input.Ends.Target.Options.Kind == ConnectionKind.Sentinel)
        {
            yield return "sentinels watch the target and would undo it";
        }
        if (input.Ends.Target.Scope is not null || input.Ends.Target.Options.Databases is not null)
        {
            yield return "only some keys or databases of the target are open on its connection, and all would be replaced";
        }
    }

    private static IEnumerable<string> Sync(PlanInput input)
    {
        if (input.Source.Profile.Flavour is ServerFlavour.Garnet or ServerFlavour.Dragonfly)
        {
            yield return $"{Name(input.Source.Profile)} does not send its data set to replicas of Redis";
        }
        foreach (string reason in WholeSource(input))
        {
            yield return reason;
        }
    }

    // SYNC sends everything, whatever of it is open to the caller.
    private static IEnumerable<string> WholeSource(PlanInput input)
    {
        if (input.Ends.Source.Scope is not null)
        {
            yield return "only some keys of the source are open on its connection, and the whole data set would be sent";
        }
        if (input.Ends.Source.Options.Databases is not null)
        {
            yield return "only some databases of the source are open on its connection, and all would be sent";
        }
    }

    private static IEnumerable<string> Scan(PlanInput input)
    {
        if (input.Source.IsStringsOnly)
        {
            yield return $"{Name(input.Source.Profile)} dumps strings only";
        }
        if (input.Options.KeepIdle && input.Source.Rights["OBJECT"].IsClosed)
        {
            yield return "OBJECT is not open on the source, and keepIdle was given";
        }
    }

    private static IEnumerable<string> Restore(PlanInput input)
    {
        if (input.Target.IsStringsOnly)
        {
            yield return $"{Name(input.Target.Profile)} restores strings only, and reads their expiry in seconds";
        }
    }

    private static IEnumerable<string> Types(PlanInput input)
    {
        if (input.Sample.Taken > 0 && !input.CopiedTypes.Any(type => MigrationPaths.WriterOf(type) is not null))
        {
            yield return "no key that was looked at is of a type that is copied so";
        }
    }

    private static string Name(ServerProfile profile) => $"{profile.Flavour} {profile.Version?.ToString() ?? "of unknown version"}";

    private static string? Failure(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (Fault fault)
        {
            return fault.Message;
        }
    }
}
