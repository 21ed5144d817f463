using McpRedis.Migration.Compare;
using McpRedis.Migration.Probe;

namespace McpRedis.Migration.Planning;

/// <summary>What would be done, why so, what speaks against it, and what it would cost. Nothing of it has been done.</summary>
internal sealed record MigrationPlan
{
    /// <summary>Handle that cannot be guessed; belongs to who asked for the plan.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required MigrationEnds Ends { get; init; }

    public required PlanOptions Options { get; init; }

    public required ServerFacts Source { get; init; }

    public required ServerFacts Target { get; init; }

    /// <summary>The chosen path; null when none is open.</summary>
    public required MigrationPath? Path { get; init; }

    public required IReadOnlyList<PathVerdict> Paths { get; init; }

    public required IReadOnlyList<PlanCheck> Checks { get; init; }

    public required IReadOnlyList<PlanLoss> Losses { get; init; }

    public required PlanEstimate? Estimate { get; init; }

    public required IReadOnlyList<string> Steps { get; init; }

    public required IReadOnlyList<string> SourceCommands { get; init; }

    public required IReadOnlyList<string> TargetCommands { get; init; }

    public required string Rollback { get; init; }

    /// <summary>Some names that are taken on the target.</summary>
    public required IReadOnlyList<byte[]> Taken { get; init; }

    /// <summary>The plan mends what a comparison found: these keys alone are copied, replacing what is there, or deleted. Null for a migration.</summary>
    public RepairPlan? Repair { get; init; }

    /// <summary>No check says stop, a path is open, and this version can carry it out.</summary>
    public bool Executable => Path is { } path && MigrationPaths.Lacking(path, Options) is null && Checks.All(check => check.State != CheckState.Stop);
}
