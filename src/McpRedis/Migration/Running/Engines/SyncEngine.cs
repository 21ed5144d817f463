using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Sync;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>The source sends what it holds as to a replica, and its keys are restored one by one.</summary>
internal sealed class SyncEngine(EngineInput input) : ICopyEngine
{
    private readonly SnapshotCopy _copy = new(input.Source, input.Target, input.Options, new SyncOptions { Patience = input.Options.Patience }, Transcoders(input.Plan), input.Time);

    public CopyCounters Counters => _copy.Counters;

    public CopyProblems Problems => _copy.Problems;

    public string Phase => Counters[CopyOutcome.Seen] == 0 ? "waiting for the snapshot" : "copying";

    public TranscodeLosses Losses() => _copy.Losses;

    public Task RunAsync(CancellationToken cancellationToken) => _copy.RunAsync(cancellationToken);

    private static Func<Transcoder>? Transcoders(MigrationPlan plan)
    {
        var values = ValueFormats.OptionsFor(plan.Target);
        return ValueFormats.TakenBy(plan.Target) is { } form ? () => new Transcoder(form, values) : null;
    }
}
