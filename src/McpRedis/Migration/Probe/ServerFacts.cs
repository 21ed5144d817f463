using McpRedis.Keyspace;
using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

/// <summary>What is known of one end of a migration. Of a cluster: all masters together. Whatever was not told says why.</summary>
internal sealed record ServerFacts
{
    /// <summary>Name of the connection.</summary>
    public required string Connection { get; init; }

    public required ServerProfile Profile { get; init; }

    /// <summary>INFO of every master; of one server where there is one.</summary>
    public required IReadOnlyList<Fact<InfoText>> Infos { get; init; }

    /// <summary>Version of the RDB format the server writes.</summary>
    public required Fact<int> RdbVersion { get; init; }

    /// <summary>It was read from a payload of the server's own, not from a table of versions.</summary>
    public required bool RdbVersionIsProven { get; init; }

    public required Fact<IReadOnlyList<ModuleFact>> Modules { get; init; }

    /// <summary>Libraries of functions.</summary>
    public required Fact<int> FunctionLibraries { get; init; }

    /// <summary>How many databases may be used.</summary>
    public required Fact<int> DatabaseLimit { get; init; }

    /// <summary>client-output-buffer-limit replica.</summary>
    public required Fact<BufferLimit> ReplicaBuffer { get; init; }

    /// <summary>Seconds for which a snapshot for a replica waits for other replicas first: repl-diskless-sync-delay, or 0 where snapshots go through a file.</summary>
    public required Fact<int> SyncDelaySeconds { get; init; }

    /// <summary>notify-keyspace-events, as the server writes it.</summary>
    public required Fact<string> KeyspaceEvents { get; init; }

    public required Fact<ClockReading> Clock { get; init; }

    /// <summary>The server sees us come over its own machine's loopback, or a socket file.</summary>
    public required Fact<bool> SeesUsLocally { get; init; }

    /// <summary>Name of our user there.</summary>
    public required Fact<string> User { get; init; }

    public required CommandRights Rights { get; init; }

    /// <summary>Only keys of a prefix are open on the connection: INFO then tells no counts, which would be those of foreign keys, too.</summary>
    public bool HidesCounts { get; init; }

    /// <summary>Null for what is no cluster.</summary>
    public required Fact<ClusterFact>? Cluster { get; init; }

    /// <summary>A sentinel watches the server.</summary>
    public required Fact<bool> IsWatched { get; init; }

    public bool IsCluster => Profile.Mode == ServerMode.Cluster;

    /// <summary>Serializes and restores strings, and nothing else.</summary>
    public bool IsStringsOnly => Profile.Flavour == ServerFlavour.Garnet;

    /// <summary>Role now, which may be another than when the connection was made.</summary>
    public ServerRole Role => Infos.Count == 1 && Infos[0].IsKnown && ServerIdentity.Role(Infos[0].Value!["role"]) is var role and not ServerRole.Unknown ? role : Profile.Role;

    /// <summary>run_id of every process; fewer than <see cref="Infos"/> where one does not tell.</summary>
    public IReadOnlyList<string> RunIds => [.. Infos.Where(info => info.IsKnown).Select(info => info.Value!["run_id"]).OfType<string>().Where(id => id.Length > 0)];

    public Fact<long> UsedMemoryBytes => Sum("used_memory");

    /// <summary>0 for no limit.</summary>
    public Fact<long> MaxMemoryBytes => Sum("maxmemory");

    public Fact<long> SystemMemoryBytes => Sum("total_system_memory");

    public Fact<long> BacklogBytes => Sum("repl_backlog_size");

    public Fact<string> EvictionPolicy => First("maxmemory_policy");

    /// <summary>Databases that hold keys.</summary>
    public Fact<IReadOnlyList<DatabaseSize>> Databases
    {
        get
        {
            if (NotKnown is { } unknown)
            {
                return new(unknown.State, null, unknown.Why);
            }
            if (HidesCounts)
            {
                return Fact<IReadOnlyList<DatabaseSize>>.Missing("only keys of a prefix are open");
            }
            return Fact<IReadOnlyList<DatabaseSize>>.Known(DatabaseSizes.Of(Infos.Select(info => info.Value!)));
        }
    }

    public Fact<long> Keys => Databases.Read(sizes => sizes.Sum(size => size.Keys));

    /// <summary>Any node says so: <c>loading</c>, <c>rdb_bgsave_in_progress</c>.</summary>
    public bool Says(string field, string value = "1") => Infos.Any(info => info.IsKnown && info.Value![field] == value);

    /// <summary>A field of the first node that tells it.</summary>
    public Fact<string> First(string field) => NotKnown is { } unknown && Infos.All(info => !info.IsKnown)
        ? new(unknown.State, null, unknown.Why)
        : Fact<string>.Of(Infos.Where(info => info.IsKnown).Select(info => info.Value![field]).FirstOrDefault(value => value is not null), "not told");

    private Fact<InfoText>? NotKnown => Infos.Select(info => (Fact<InfoText>?)info).FirstOrDefault(info => !info!.Value.IsKnown);

    private Fact<long> Sum(string field)
    {
        if (NotKnown is { } unknown)
        {
            return new(unknown.State, 0, unknown.Why);
        }
        long?[] numbers = [.. Infos.Select(info => info.Value!.Integer(field))];
        return numbers.Length == 0 || numbers.Contains(null) ? Fact<long>.Missing("not told") : Fact<long>.Known(numbers.Sum(number => number!.Value));
    }
}

/// <param name="Name">As the server calls it.</param>
/// <param name="Version">As a number; 0 where it is not told.</param>
internal sealed record ModuleFact(string Name, long Version);

/// <param name="OffsetMs">How far the server's clock is ahead of ours.</param>
/// <param name="UncertaintyMs">Half the round trip.</param>
/// <param name="RttMs">The round trip.</param>
internal sealed record ClockReading(double OffsetMs, double UncertaintyMs, double RttMs);

/// <param name="IsOk">cluster_state:ok on every master.</param>
/// <param name="SlotsAssigned">Of 16384.</param>
/// <param name="OpenSlots">Slots that are being moved.</param>
/// <param name="Masters">Masters with keys.</param>
internal sealed record ClusterFact(bool IsOk, long SlotsAssigned, int OpenSlots, int Masters);
