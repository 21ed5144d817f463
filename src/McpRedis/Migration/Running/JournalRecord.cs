using System.Text.Json.Serialization;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;

namespace McpRedis.Migration.Running;

/// <summary>What is known on disk of a migration that has begun: enough to go on without the process that began it. Names of keys are in it only as patterns and prefixes somebody gave.</summary>
internal sealed record JournalRecord
{
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string PlanId { get; init; }

    /// <summary>Who began it.</summary>
    public required string Principal { get; init; }

    public required JournalEnd Source { get; init; }

    public required JournalEnd Target { get; init; }

    public required SelectionRequest Selection { get; init; }

    public required bool ReplaceTarget { get; init; }

    public bool KeepIdle { get; init; }

    /// <summary>It mends what a comparison found. Which keys those are is not in the journal, so nobody goes on with it.</summary>
    public bool IsRepair { get; init; }

    /// <summary>What must be put back on the target; null for nothing.</summary>
    public JournalDebt? Debt { get; init; }

    public required MigrationPath Path { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>How far each reader is.</summary>
    public required IReadOnlyList<CopyPosition> Positions { get; init; }

    /// <summary>Keys by what became of them, up to those positions and a little beyond.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Changes are carried over until it is ended.</summary>
    public bool Live { get; init; }

    /// <summary>The target held no keys when it began: all that are there are ours.</summary>
    public bool TargetWasEmpty { get; init; }

    /// <summary>How far the changes are; null before the first copy began.</summary>
    public JournalTail? Tail { get; init; }

    /// <summary>What is wanted, as the plan had it, by the path it was begun by. A target that was to be replaced may hold keys by now because it was.</summary>
    public PlanOptions ToOptions() => new(KeySelection.Of(Selection), Live, ReplaceTarget || Path is MigrationPath.Serve or MigrationPath.Replicate, KeepIdle, Path);
}

/// <param name="Connection">Its name.</param>
/// <param name="Place">Digest of where it leads: a name that leads elsewhere is another end.</param>
/// <param name="RunIds">Processes that answered; empty where they do not tell.</param>
internal sealed record JournalEnd(string Connection, string Place, IReadOnlyList<string> RunIds);

/// <param name="Copy">Which copy of the source they follow: each has marks of its own on the target.</param>
/// <param name="Position">Null while that copy is under way.</param>
internal sealed record JournalTail(int Copy, TailPosition? Position);

/// <summary>For reading.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>For writing, which needs no description of every type to be put together first: each run writes, few read.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalWriting : JsonSerializerContext;
