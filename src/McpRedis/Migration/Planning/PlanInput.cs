using McpRedis.Keyspace;
using McpRedis.Migration.Probe;
using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>All that a plan is made from, looked at once: the rules that follow ask no server anything.</summary>
internal sealed record PlanInput
{
    public required MigrationEnds Ends { get; init; }

    public required PlanOptions Options { get; init; }

    public required ServerFacts Source { get; init; }

    public required ServerFacts Target { get; init; }

    /// <summary>Databases of the source that are taken and hold keys.</summary>
    public required IReadOnlyList<DatabaseSize> Databases { get; init; }

    public required SourceSample Sample { get; init; }

    /// <summary>Names of the sample, as they will be on the target, that are taken there; null when it could not be asked.</summary>
    public required Collisions? Collisions { get; init; }

    /// <summary>Keys of the databases that are taken.</summary>
    public long SourceKeys => Databases.Sum(size => size.Keys);

    /// <summary>About how many of them the selection takes; null where the source does not tell how many it holds.</summary>
    public long? Keys => !KeysAreKnown ? null : Sample.Share is { } share ? (long)Math.Round(SourceKeys * share) : SourceKeys;

    /// <summary>The source told how many keys its databases hold.</summary>
    public required bool KeysAreKnown { get; init; }

    /// <summary>About how many bytes of memory those take, by sample; null where the server does not tell sizes.</summary>
    public long? MemoryBytes => Options.Selection.IsWhole && Source.UsedMemoryBytes is { IsKnown: true } used ? used.Value
        : Sample is { Taken: > 0, MemoryBytes: > 0 } && Keys is { } keys ? Sample.MemoryBytes / Sample.Taken * keys
        : Source.UsedMemoryBytes is { IsKnown: true } all && Sample.Share is { } share ? (long)(all.Value * share) : null;

    /// <summary>Types that were seen and that the target can be given type by type.</summary>
    public IEnumerable<string> CopiedTypes => Sample.Types.Keys.Except(LackedTypes);

    /// <summary>Types that were seen and that the target has no command to write with.</summary>
    public IEnumerable<string> LackedTypes => Sample.Types.Keys.Where(type => MigrationPaths.WriterOf(type) is { } writer && Target.Rights[writer].Known == false);

    /// <summary>The target holds no keys.</summary>
    public bool TargetIsEmpty => Target.Keys is { IsKnown: true, Value: 0 };

    /// <summary>Both connections lead to one server.</summary>
    public bool IsSameServer => Source.RunIds.Intersect(Target.RunIds).Any();

    /// <summary>The source takes over whatever is done to the target. All servers of one replication, whoever is behind whom, tell one master_replid.</summary>
    public bool SourceFollowsTarget => Source.Role == ServerRole.Replica && Target.Role == ServerRole.Master
        && Source.First(ReplicationId) is { IsKnown: true } one && Target.First(ReplicationId) is { IsKnown: true } other && one.Value == other.Value;

    private const string ReplicationId = "master_replid";
}

/// <param name="Looked">Names looked for.</param>
/// <param name="Taken">Those that are there.</param>
internal sealed record Collisions(int Looked, IReadOnlyList<byte[]> Taken);
