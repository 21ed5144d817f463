using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>Every key by the commands of its type, where no payload goes.</summary>
internal sealed class TypesEngine(EngineInput input) : ICopyEngine
{
    private readonly TypeCopy _copy = new(input.Source, input.Target, input.Options, input.Time);

    public CopyCounters Counters => _copy.Counters;

    public CopyProblems Problems => _copy.Problems;

    public string Phase => "copying";

    public TranscodeLosses Losses() => _copy.Losses;

    public Task RunAsync(CancellationToken cancellationToken) => _copy.RunAsync(cancellationToken);
}
