using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>
/// What would not arrive: every kind that the source can have and the target cannot, whether or not the sample had one. Counts are of the sample,
/// scaled; a kind that is rarer than one key in some hundred can count as none and still be there.
/// </summary>
internal static class PlanLosses
{
    private const string Stream = "stream";

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
        var (sample, values) = (input.Sample, input.Sample.Values);
        if (!values.IsKnown)
        {
            losses.Add(new("unknown", null, "the target's version is not known: what of a value it can read is known only when it is tried"));
        }
        string none = sample.Dumped > 0 ? "the sample had none" : input.Options.KeepIdle ? "no value was looked at, which would count as its use" : "no value could be looked at";
        IReadOnlyList<TranscodeLoss> unset = path == MigrationPath.Types && !input.LackedTypes.Contains(Stream) ? values.UnsetByCommands() : [];
        foreach (var kind in values.Possible().Except(unset))
        {
            long count = values.Losses.GetValueOrDefault(kind);
            losses.Add(new(WireName(kind), Scaled(count), count == 0 ? $"{TextOf(kind)}; {none}" : TextOf(kind)));
        }
        long streams = SourceSample.Scale(sample.Types.GetValueOrDefault(Stream), input.Keys ?? sample.Taken, sample.Taken);
        losses.AddRange(unset.Select(kind => new PlanLoss(WireName(kind), streams, $"{TextOf(kind)}: no command sets it; of so many streams at most")));
        if (path != MigrationPath.Types)
        {
            losses.AddRange(values.Refusals.Select(refusal => new PlanLoss("refused", Scaled(refusal.Value), $"keys that are not copied: {refusal.Key}")));
            return;
        }
        foreach (string type in sample.Types.Keys)
        {
            string? writer = MigrationPaths.WriterOf(type);
            if (writer is null || input.LackedTypes.Contains(type))
            {
                losses.Add(new("types", SourceSample.Scale(sample.Types[type], input.Keys ?? sample.Taken, sample.Taken),
                    $"keys of type {type}: {(writer is null ? "there is no way to copy them by commands" : $"the target has no {writer}")}, so they are not copied"));
            }
        }

        long Scaled(long count) => SourceSample.Scale(count, input.Keys ?? sample.Taken, sample.Dumped);
    }

    private static string WireName(TranscodeLoss kind) => $"{char.ToLowerInvariant(kind.ToString()[0])}{kind.ToString()[1..]}";

    private static string TextOf(TranscodeLoss kind) => kind switch
    {
        TranscodeLoss.FieldTtls => "expiry of single fields of hashes: the target has none, so the fields stay for good",
        TranscodeLoss.Idempotence => "what streams remember of producers' ids (IDMP) to drop entries sent twice",
        TranscodeLoss.NackedEntries => "entries of streams that consumers gave back get another owner",
        TranscodeLoss.ActiveTimes => "when consumers of streams were last active",
        TranscodeLoss.StreamCounters => "how many entries were ever added to streams, and read by their groups",
        TranscodeLoss.KeyMeta => "what modules attached to keys beside their values",
        _ => kind.ToString(),
    };

    private static void Beside(PlanInput input, MigrationPath path, List<PlanLoss> losses)
    {
        if (input.Source.FunctionLibraries is { IsKnown: true, Value: > 0 } libraries && path != MigrationPath.Serve)
        {
            losses.Add(new("functions", null, $"{libraries.Value} {(libraries.Value == 1 ? "library" : "libraries")} of functions: they are no keys, and are copied with FUNCTION DUMP and FUNCTION RESTORE by the operator"));
        }
        if (IdleTimes.Loss(input, path) is { } idle)
        {
            losses.Add(new("idleTimes", null, idle));
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
