using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Sync;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running;

/// <summary>What goes a path, the same for every path.</summary>
/// <param name="Counters">What became of keys so far.</param>
/// <param name="Problems">What was left behind so far.</param>
/// <param name="Losses">What got lost; asked when it is over.</param>
/// <param name="RunAsync">Goes it.</param>
internal sealed record CopyEngine(CopyCounters Counters, CopyProblems Problems, Func<TranscodeLosses> Losses, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>Commands the source must be open to; all of them read.</summary>
    public static IReadOnlyList<string> SourceCommands(MigrationPath path) => path == MigrationPath.Sync ? SyncOptions.SourceCommands : CopyOptions.SourceCommands;

    /// <param name="plan">One that can be carried out.</param>
    /// <param name="source">Declared <see cref="SourceCommands"/>.</param>
    /// <param name="target">Declared <see cref="CopyOptions.TargetCommands"/>.</param>
    /// <param name="options">What is taken, and how hard it works.</param>
    /// <param name="time">Clock.</param>
    public static CopyEngine Of(MigrationPlan plan, IBulkGateway source, IBulkGateway target, CopyOptions options, TimeProvider time)
    {
        var (taken, values) = (ValueFormats.TakenBy(plan.Target), ValueFormats.OptionsFor(plan.Target));
        switch (plan.Path)
        {
            case MigrationPath.Sync:
                var sync = new SnapshotCopy(source, target, options, new SyncOptions(), taken is { } form ? () => new Transcoder(form, values) : null, time);
                return new(sync.Counters, sync.Problems, () => sync.Losses, sync.RunAsync);
            case MigrationPath.Scan:
                var transcoding = taken is { } made ? new PayloadTranscoding(ValueFormats.FlavourOf(plan.Source), made, values, time) : null;
                var scan = new ScanCopy(source, target, options with { Transcoder = transcoding is null ? null : transcoding.Make, HasExpireTime = plan.Source.Rights["PEXPIRETIME"].IsOpen }, time);
                return new(scan.Counters, scan.Problems, () => transcoding?.Losses() ?? new(), scan.RunAsync);
            default:
                throw new InvalidOperationException($"There is no engine for {plan.Path}.");
        }
    }
}
