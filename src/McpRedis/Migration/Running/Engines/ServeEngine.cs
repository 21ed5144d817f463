using McpRedis.Jobs;
using McpRedis.Keyspace;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Serving;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>The target follows this program for as long as it takes to load a file.</summary>
internal sealed class ServeEngine(EngineInput input) : ICopyEngine
{
    private readonly ServeCopy _copy = new(input.Source, input.Commands, input.Plan.Ends.Target, OptionsOf(input), input.Time);
    private readonly List<string> _notes = [];

    public CopyCounters Counters => _copy.Counters;

    public CopyProblems Problems => _copy.Problems;

    public IReadOnlyList<string> Notes => _notes;

    public string Phase => _copy.Progress.Phase;

    public JobProgress Progress => _copy.Progress;

    public TranscodeLosses Losses() => _copy.Losses;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (input.Options.Pace is { } pace)
        {
            if (pace.Limits != new CopyLimits())
            {
                _notes.Add("Limits of speed and latency do not hold for a file that is served.");
            }
            await pace.WaitAsync(cancellationToken);
        }
        try
        {
            Tell(await _copy.RunAsync(cancellationToken));
        }
        finally
        {
            await input.Plan.Ends.Target.RoleChangedAsync();
        }
        if (_copy.Large.Count > 0)
        {
            await CopyLargeAsync(cancellationToken);
        }
    }

    // The target is its own master again, and takes what a file should not hold as one piece.
    private async Task CopyLargeAsync(CancellationToken cancellationToken)
    {
        await using var copier = new TypeCopier(input.Source, input.Target, input.Options, isRepeated: true, Counters, Problems, _copy.Losses, input.Time);
        foreach (var key in _copy.Large)
        {
            await copier.CopyAsync(key, null, cancellationToken);
        }
    }

    private void Tell(ServeResult result)
    {
        if (result.SettingsLeft.Count > 0)
        {
            _notes.Add($"These settings of the target could not be put back, and are as they were set for the copy: {string.Join(", ", result.SettingsLeft)}.");
        }
        if (result.KeysReplaced > 0)
        {
            _notes.Add($"{DatabaseSize.TextOf(result.KeysReplaced)} that the target held before {(result.KeysReplaced == 1 ? "is" : "are")} gone.");
        }
        if (result.Functions > 0 || result.FunctionsLeft > 0)
        {
            _notes.Add($"Libraries of functions: {result.Functions} went along, {result.FunctionsLeft} stayed behind.");
        }
        if (result.TurnedAway > 0)
        {
            _notes.Add($"{result.TurnedAway} connections of others to this program were turned away meanwhile.");
        }
    }

    private static ServeOptions OptionsOf(EngineInput input) => new()
    {
        Selection = input.Options.Selection,
        Format = ValueFormats.TakenBy(input.Plan.Target)!.Value,
        Transcoding = ValueFormats.OptionsFor(input.Plan.Target),
        ReplaceTarget = input.Plan.Options.ReplaceTarget,
        Address = input.Plan.Ends.ServeAt,
        MaxPayloadBytes = input.Options.MaxPayloadBytes,
        Patience = input.Options.Patience,
        Sync = new() { Patience = input.Options.Patience },
        ByType = input.Options.ByType,
        Applying = (settings, here) => input.Journal.Owe(new(settings, here.Host, here.Port)),
        PutBack = input.Journal.Paid,
    };
}
