using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Serving;
using McpRedis.Migration.Sync;

namespace McpRedis.Migration.Running.Engines;

/// <summary>Which engine goes which path, and what it must be allowed to send.</summary>
internal static class CopyEngines
{
    /// <summary>Commands the source must be open to; all of them read.</summary>
    public static IReadOnlyList<string> SourceCommands(MigrationPath path, bool live) => (path, live) switch
    {
        (MigrationPath.Replicate, _) => ReplicateEngine.SourceCommands,
        (MigrationPath.Sync, true) => TailEngine.SourceCommands,
        (MigrationPath.Scan, true) => EventsEngine.SourceCommands,
        (MigrationPath.Sync or MigrationPath.Serve, _) => SyncOptions.SourceCommands,
        _ => CopyOptions.SourceCommands,
    };

    /// <summary>Commands the target must be open to.</summary>
    public static IReadOnlyList<string> TargetCommands(MigrationPath path, bool live) => (path, live) switch
    {
        (MigrationPath.Replicate, _) => ReplicateEngine.TargetCommands,
        (MigrationPath.Serve, _) => [.. CopyOptions.TargetCommands, .. ServeOptions.TargetCommands],
        (MigrationPath.Sync, true) => TailEngine.TargetCommands,
        _ => CopyOptions.TargetCommands,
    };

    /// <summary>A run that stopped goes on where it was, as long as the target kept what it acknowledged.</summary>
    public static bool KnowsPositions(MigrationPath path, bool live) => path is MigrationPath.Scan or MigrationPath.Types && !live;

    public static ICopyEngine Of(EngineInput input) => input.Plan.Repair is not null ? new RepairEngine(input) : (input.Plan.Path, input.Plan.Options.Live) switch
    {
        (MigrationPath.Replicate, _) => new ReplicateEngine(input),
        (MigrationPath.Serve, _) => new ServeEngine(input),
        (MigrationPath.Sync, true) => new TailEngine(input),
        (MigrationPath.Sync, _) => new SyncEngine(input),
        (MigrationPath.Scan, true) => new EventsEngine(input),
        (MigrationPath.Scan, _) => new ScanEngine(input),
        (MigrationPath.Types, _) => new TypesEngine(input),
        _ => throw new InvalidOperationException($"There is no engine for {input.Plan.Path}."),
    };
}
