using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>The source is walked with SCAN, and each key dumped and restored.</summary>
internal sealed class ScanEngine : ICopyEngine
{
    private readonly ScanCopy _copy;
    private readonly PayloadTranscoding? _transcoding;

    public ScanEngine(EngineInput input)
    {
        var plan = input.Plan;
        _transcoding = ValueFormats.TakenBy(plan.Target) is { } form ? new(ValueFormats.FlavourOf(plan.Source), form, ValueFormats.OptionsFor(plan.Target), input.Time) : null;
        _copy = new(input.Source, input.Target, input.Options with { Transcoder = _transcoding is null ? null : _transcoding.Make }, input.Time);
    }

    public CopyCounters Counters => _copy.Counters;

    public CopyProblems Problems => _copy.Problems;

    public string Phase => "copying";

    public TranscodeLosses Losses()
    {
        var losses = _transcoding?.Losses() ?? new();
        losses.Add(_copy.Losses);
        return losses;
    }

    public Task RunAsync(CancellationToken cancellationToken) => _copy.RunAsync(cancellationToken);
}
