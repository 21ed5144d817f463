using McpRedis.Migration.Probe;
using McpRedis.Rdb;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>
/// What would not arrive: every kind that the source can have and the target cannot, whether or not the sample had one. Counts are of the sample,
/// scaled; a kind that is rarer than one key in some hundred can count as none and still be there.
/// </summary>
internal static class PlanLosses
{
    // The last version of the format before Valkey went its own way.
    private const int LastShared = 11;

    public static IReadOnlyList<PlanLoss> Of(PlanInput input, MigrationPath path)
    {
        var losses = new List<PlanLoss>();
        if (path != MigrationPath.Replicate)
        {
            Values(input, path, losses);
            Beside(input, path, losses);
        }
        Databases(input, losses);
        return losses;
    }

    private static void Values(PlanInput input, MigrationPath path, List<PlanLoss> losses)
    {
        var (sample, target) = (input.Sample, input.Target);
        int version = target.RdbVersion is { IsKnown: true } known ? known.Value : 0;
        bool valkey = version >= RdbVersions.FirstOfValkey;
        int redis = valkey ? LastShared : version;
        int writes = input.Source.RdbVersion is { IsKnown: true } own ? own.Value : int.MaxValue;
        bool fromValkey = writes is >= RdbVersions.FirstOfValkey and < int.MaxValue;
        int has = fromValkey ? LastShared : writes;
        Add("fieldTtls", !valkey && redis < 12 && (fromValkey || has >= 12), "expiry of single fields of hashes: the target has none, so the fields stay for good", RdbType.Hash22, RdbType.HashListpackExPreRelease, RdbType.HashMetadata, RdbType.HashListpackEx);
        Add("streamDeduplication", redis < 13 && has >= 13, "what streams remember of producers' ids (IDMP) to drop entries sent twice, where one uses that", RdbType.Stream4, RdbType.Stream5);
        Add("streamNacked", redis < 14 && has >= 14, "entries that consumers gave back (NACK) become pending ones", RdbType.Stream5);
        Add("streamConsumerTimes", redis < 11 && has >= 11, "when consumers of streams were last active", RdbType.Stream3, RdbType.Stream4, RdbType.Stream5);
        Add("streamCounters", redis < 10 && has >= 10, "how many entries were ever added to streams, and read by their groups", RdbType.Stream2, RdbType.Stream3, RdbType.Stream4, RdbType.Stream5);
        Add("arrays", redis < 14 && has >= 14, "arrays: the target has no such type; they are not copied", RdbType.Array);
        foreach (var (type, count) in sample.ModuleTypes)
        {
            string module = ModuleTypeName.ModuleOf(type);
            bool there = target.Modules.IsKnown && target.Modules.Value!.Any(m => m.Name.Equals(module, StringComparison.OrdinalIgnoreCase));
            if (!there || path == MigrationPath.Types)
            {
                losses.Add(new("modules", Scaled(count), $"keys of the module {module}{(there ? ": they are not copied type by type" : target.Modules.IsKnown ? ", which the target lacks: they are not copied" : "; whether the target has it is not known")}"));
            }
        }
        if (sample.WithMetadata > 0)
        {
            losses.Add(new("keyMetadata", Scaled(sample.WithMetadata), "what modules attached to keys beside their values"));
        }
        foreach (string type in path == MigrationPath.Types ? input.LackedTypes : [])
        {
            losses.Add(new("types", SourceSample.Scale(sample.Types[type], input.Keys ?? sample.Taken, sample.Taken), $"keys of type {type}: the target has no {MigrationPaths.WriterOf(type)}, so they are not copied"));
        }

        void Add(string kind, bool lacks, string text, params ReadOnlySpan<RdbType> types)
        {
            long count = 0;
            foreach (var type in types)
            {
                count += sample.PayloadTypes.GetValueOrDefault(type);
            }
            if (lacks)
            {
                losses.Add(new(kind, Scaled(count), $"{text}{(count == 0 ? "; the sample had none" : "")}{(version == 0 ? "; the target's version is not known" : "")}"));
            }
        }

        long Scaled(long count) => SourceSample.Scale(count, input.Keys ?? sample.Taken, sample.Dumped);
    }

    private static void Beside(PlanInput input, MigrationPath path, List<PlanLoss> losses)
    {
        if (input.Source.FunctionLibraries is { IsKnown: true, Value: > 0 } libraries && path != MigrationPath.Serve)
        {
            losses.Add(new("functions", null, $"{libraries.Value} {(libraries.Value == 1 ? "library" : "libraries")} of functions: they are no keys, and are copied with FUNCTION DUMP and FUNCTION RESTORE by the operator"));
        }
        if (!input.Options.KeepIdle && path != MigrationPath.Serve)
        {
            losses.Add(new("idleTimes", null, "idle times and use counts of keys, by which a full server chooses what to evict: keepIdle carries them over"));
        }
        if (input.Source.Profile.Flavour is ServerFlavour.Redis or ServerFlavour.Valkey)
        {
            losses.Add(new("settings", null, "users, passwords and settings of the server are no data and stay where they are"));
        }
    }

    private static void Databases(PlanInput input, List<PlanLoss> losses)
    {
        var moved = input.Options.Selection.Request.Databases.Where(move => move.Source != move.Target && input.Databases.Any(size => size.Database == move.Source)).ToList();
        if (moved.Count > 0)
        {
            losses.Add(new("databaseNumbers", input.Databases.Where(size => moved.Exists(move => move.Source == size.Database)).Sum(size => size.Keys),
                $"numbers of databases: {string.Join(", ", moved.Select(move => $"{move.Source} becomes {move.Target}"))}"));
        }
    }
}
