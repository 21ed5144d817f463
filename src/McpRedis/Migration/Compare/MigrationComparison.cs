using System.Buffers;
using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>
/// Compares two sides and changes neither. The source is walked and each key read on both sides; meanwhile the names of both sides are gathered as hashes,
/// whose difference tells what only the target has. What differs is looked at again, some times and some time later: what was only on its way agrees then.
/// </summary>
/// <param name="source">What should be.</param>
/// <param name="target">What is.</param>
internal sealed class MigrationComparison(CompareEnd source, CompareEnd target, CompareOptions options, TimeProvider time)
{
    // Hashes of names that only the target has: 8 MiB. What is beyond is counted alone.
    private const int MostExtra = 1 << 20;

    private const int AgainKeys = 500;

    private readonly CanonicalKeys _keys = CanonicalKeys.Create();

    /// <exception cref="Fault">A side cannot be asked, or was lost on the way; the same comparison can be begun again.</exception>
    public async Task<CompareReport> RunAsync(IProgress<JobProgress>? progress, CancellationToken cancellationToken)
    {
        var ledger = new CompareLedger(options, progress, time);
        try
        {
            var (here, there) = await LookAsync(cancellationToken);
            var report = options.Mode == CompareMode.Full
                ? await FullAsync(here, there, ledger, cancellationToken)
                : await SampleAsync(here, there, ledger, cancellationToken);
            return report with { Passed = ledger.Passed };
        }
        catch (IOException e)
        {
            throw new Fault(ErrorCode.RedisUnavailable, "A server closed its connection while keys were compared.", "Compare again: nothing was changed.", retryable: true, e);
        }
    }

    private async Task<(KeyspaceWalk Source, KeyspaceWalk Target)> LookAsync(CancellationToken cancellationToken)
    {
        var (patterns, moves, mapping) = (options.Selection.Request.Patterns, options.Selection.Request.Databases, options.Selection.Mapping);
        byte[]? pattern = patterns.Count == 1 ? patterns[0] : null;
        var origins = new KeyOrigins(options.Selection);
        var here = new KeyspaceWalk(source, database => mapping.TryMapDatabase(database, out _), [.. moves.Select(move => move.Source)], pattern, options);
        var there = new KeyspaceWalk(target, origins.TakesDatabase, [.. moves.Select(move => move.Target).Distinct()], mapping.KeepsNames ? pattern : null, options);
        await here.LookAsync(cancellationToken);
        await there.LookAsync(cancellationToken);
        return (here, there);
    }

    private async Task<CompareReport> FullAsync(KeyspaceWalk here, KeyspaceWalk there, CompareLedger ledger, CancellationToken cancellationToken)
    {
        ledger.Total = here.Keys;
        using KeyHashes expected = new(options.HeldHashes, options.Spill), found = new(options.HeldHashes, options.Spill);
        KeyChoice all = new(null, once: false, expected), names = new(null, once: false, found);
        await Lanes.RunAsync(
            [
                token => here.RunAsync(() => Forward(all, ledger), null, token),
                token => there.RunAsync(() => new TargetTaker(null, options.Selection, _keys, names, ledger), null, token),
            ],
            cancellationToken);
        var sets = KeySetDifference.Find(expected.Sorted(), found.Sorted(), MostExtra);
        if (sets.Extra > 0)
        {
            (ledger.Phase, ledger.Total) = ("extra keys", null);
            ulong[] extra = [.. sets.ExtraHashes];
            // Of the target, not of hashes: a name SCAN gives twice is asked about once.
            var choice = new KeyChoice(hash => Array.BinarySearch(extra, hash) >= 0, once: true, null);
            await there.RunAsync(() => Backward(choice, ledger), null, cancellationToken);
            ledger.CountExtra(sets.Extra - extra.Length);
        }
        await LookAgainAsync(ledger, cancellationToken);
        return ledger.Close();
    }

    private async Task<CompareReport> SampleAsync(KeyspaceWalk here, KeyspaceWalk there, CompareLedger ledger, CancellationToken cancellationToken)
    {
        long wanted = options.SampleKeys;
        ledger.Total = Math.Min(wanted, here.Keys ?? wanted) + Math.Min(wanted, there.Keys ?? wanted);
        KeyChoice forward = Choice(here), backward = Choice(there);
        await here.RunAsync(() => Forward(forward, ledger), wanted, cancellationToken);
        ledger.Phase = "extra keys";
        await there.RunAsync(() => Backward(backward, ledger), wanted, cancellationToken);
        await LookAgainAsync(ledger, cancellationToken);
        var report = ledger.Close();
        long extra = report.Findings.Where(finding => finding.Category == CompareCategory.ExtraOnTarget).Sum(finding => finding.Count);
        long compared = report.Statement.Checked - extra, differing = report.Statement.Differing - extra;
        return report with
        {
            Statement = new(Population(here, forward, compared), compared, differing),
            Reverse = new(Population(there, backward, ledger.LookedBack), ledger.LookedBack, Math.Min(extra, ledger.LookedBack)),
        };

        // Where a walk cannot begin anywhere, all names are walked and chosen from: by a keyed hash, which is as good as chance.
        KeyChoice Choice(KeyspaceWalk walk)
        {
            if (walk.IsSliced(wanted) || walk.Keys is not { } keys || keys <= wanted * 2)
            {
                return new(null, once: true, null);
            }
            ulong share = (ulong)((double)wanted / keys * ulong.MaxValue);
            return new(hash => hash <= share, once: true, null);
        }

        // All keys of a side, those alone that are selected: by the share that was, where only some were seen.
        long Population(KeyspaceWalk walk, KeyChoice choice, long looked) => !walk.IsSliced(wanted) ? walk.Keys > wanted * 2 ? Math.Max(choice.Selected, looked) : looked
            : walk.Seen == 0 ? 0 : Math.Max(looked, (long)((double)choice.Selected / walk.Seen * walk.Keys!.Value));
    }

    private async Task LookAgainAsync(CompareLedger ledger, CancellationToken cancellationToken)
    {
        for (int round = 1; round <= options.Rounds && ledger.Pending > 0; round++)
        {
            (ledger.Phase, ledger.Total) = ($"looking again, {round} of {options.Rounds}", null);
            ledger.Tell();
            await Task.Delay(options.RoundDelay, time, cancellationToken);
            // Slots may have moved: connected anew.
            await using var reader = new PairReader(source, target, options, _keys, time);
            using var pairs = new PairBatch();
            var (differing, extra) = ledger.Round();
            foreach (var names in differing.GroupBy(name => name.Database).SelectMany(group => group.Chunk(AgainKeys)))
            {
                int database = names[0].Database;
                _ = options.Selection.Mapping.TryMapDatabase(database, out int to);
                pairs.Begin(database, to, isReverse: false);
                foreach (var name in names)
                {
                    pairs.Add(name.Key, options.Selection.Mapping.NameOf(database, name.Key));
                }
                await reader.CompareAsync(pairs, ledger, isAgain: true, cancellationToken);
            }
            await LookBackAgainAsync(extra, reader, pairs, ledger, cancellationToken);
        }
    }

    private async Task LookBackAgainAsync(IReadOnlyList<KeyName> extra, PairReader reader, PairBatch pairs, CompareLedger ledger, CancellationToken cancellationToken)
    {
        var origins = new KeyOrigins(options.Selection);
        var origin = new ArrayBufferWriter<byte>();
        var found = extra.Select(name => (Name: name, IsFound: origins.TryFind(name.Database, name.Key, origin, out int from), From: from, Origin: origin.WrittenSpan.ToArray())).Where(name => name.IsFound);
        foreach (var names in found.GroupBy(name => (name.Name.Database, name.From)).SelectMany(group => group.Chunk(AgainKeys)))
        {
            pairs.Begin(names[0].From, names[0].Name.Database, isReverse: true);
            foreach (var name in names)
            {
                pairs.Add(name.Origin, name.Name.Key);
            }
            await reader.CompareAsync(pairs, ledger, isAgain: true, cancellationToken);
        }
    }

    private SourceTaker Forward(KeyChoice choice, CompareLedger ledger) => new(new(source, target, options, _keys, time), options.Selection, _keys, choice, ledger);

    private TargetTaker Backward(KeyChoice choice, CompareLedger ledger) => new(new(source, target, options, _keys, time), options.Selection, _keys, choice, ledger);
}
