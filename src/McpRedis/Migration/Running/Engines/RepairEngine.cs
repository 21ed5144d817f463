using McpRedis.Migration.ByType;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>
/// Mends what a comparison found: these keys alone are copied, whatever stands there, and those that only the target had are deleted, if that was agreed to. Some are under way
/// at once; doing it twice comes to the same.
/// </summary>
internal sealed class RepairEngine(EngineInput input) : ICopyEngine
{
    private readonly RepairPlan _repair = input.Plan.Repair!;
    private readonly PayloadTranscoding? _transcoding = ValueFormats.TakenBy(input.Plan.Target) is { } form
        ? new(ValueFormats.FlavourOf(input.Plan.Source), form, ValueFormats.OptionsFor(input.Plan.Target), input.Time) : null;

    private readonly TranscodeLosses _losses = new();

    public CopyCounters Counters { get; private set; } = new();

    public CopyProblems Problems { get; private set; } = new();

    public IReadOnlyList<string> Notes => _repair.IsWhole ? [] : ["More keys differed than the comparison held: compare again."];

    public string Phase => "repairing";

    public TranscodeLosses Losses()
    {
        var losses = _transcoding?.Losses() ?? new();
        losses.Add(_losses);
        return losses;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await MendAsync(cancellationToken);
                return;
            }
            catch (TargetChangedException)
            {
                (Counters, Problems) = (new(), new());   // what was mended may be gone
            }
        }
    }

    private async Task MendAsync(CancellationToken cancellationToken)
    {
        await using TypeEnd source = new(input.Source, input.Options, isTarget: false), target = new(input.Target, input.Options, isTarget: true);
        await using var copier = new TypeCopier(input.Source, input.Target, input.Options, isRepeated: true, Counters, Problems, _losses, input.Time);
        var mender = new KeyMender(source, target, input.Plan.Path == MigrationPath.Types ? null : _transcoding, input.Plan.Path != MigrationPath.Types, copier, input.Options, Counters, Problems, input.Time);
        foreach (var some in _repair.Copy.Chunk(input.Options.KeysAtOnce))
        {
            Counters.Add(CopyOutcome.Seen, some.Length);
            await Task.WhenAll(some.Select(key => mender.CopyAsync(key, cancellationToken)));
        }
        foreach (var some in _repair.Delete.Chunk(input.Options.KeysAtOnce))
        {
            Counters.Add(CopyOutcome.Seen, some.Length);
            await Task.WhenAll(some.Select(key => mender.DeleteAsync(key, cancellationToken)));
        }
    }
}
