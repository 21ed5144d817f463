using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Serving;
using McpRedis.Migration.Sync;

namespace McpRedis.Migration.Running.Engines;

/// <summary>Which engine goes which path, and what it must be allowed to send.</summary>
internal static class CopyEngines
{
    /// <summary>Commands the source must be open to; all of them read.</summary>
    public static IReadOnlyList<string> SourceCommands(MigrationPath path) => path is MigrationPath.Sync or MigrationPath.Serve ? SyncOptions.SourceCommands : CopyOptions.SourceCommands;

    /// <summary>Commands the target must be open to.</summary>
    public static IReadOnlyList<string> TargetCommands(MigrationPath path) => path == MigrationPath.Serve ? [.. CopyOptions.TargetCommands, .. ServeOptions.TargetCommands] : CopyOptions.TargetCommands;

    /// <summary>A run that stopped goes on where it was, as long as the target kept what it acknowledged.</summary>
    public static bool KnowsPositions(MigrationPath path) => path is MigrationPath.Scan or MigrationPath.Types;

    public static ICopyEngine Of(EngineInput input) => input.Plan.Repair is not null ? new RepairEngine(input) : input.Plan.Path switch
    {
        MigrationPath.Serve => new ServeEngine(input),
        MigrationPath.Sync => new SyncEngine(input),
        MigrationPath.Scan => new ScanEngine(input),
        MigrationPath.Types => new TypesEngine(input),
        _ => throw new InvalidOperationException($"There is no engine for {input.Plan.Path}."),
    };
}
