using McpRedis.Diagnostics.Checks;

namespace McpRedis.Diagnostics;

/// <summary>All checks, by id. A list and no search by reflection: the trimmed build keeps what is named. A test holds it against the folder.</summary>
internal static class AllChecks
{
    public static IReadOnlyList<Check> List { get; } =
    [
        // Memory
        MemoryLimitNear.Check,
        NoMemoryLimit.Check,
        Fragmentation.Check,
        Swapping.Check,
        NothingToEvict.Check,
        LastingKeysEvictable.Check,
        MemoryOverhead.Check,
        ClientMemory.Check,
        ManyScripts.Check,
        ForkRoom.Check,

        // Persistence
        NoPersistence.Check,
        SnapshotFailed.Check,
        AofFailed.Check,
        StaleSnapshot.Check,
        SlowFork.Check,
        AofGrowth.Check,
        FsyncDelayed.Check,
        FsyncOff.Check,
        Loading.Check,
        RecentRestart.Check,

        // Replication
        LinkDown.Check,
        ReplicaLag.Check,
        BacklogTooSmall.Check,
        NoReplica.Check,
        WritableReplica.Check,
        FullSynchronisations.Check,
        ReplicaBufferLimit.Check,
        TooFewGoodReplicas.Check,

        // Clients
        NearMaxClients.Check,
        RejectedConnections.Check,
        BlockedClients.Check,
        IdleClients.Check,
        ClientBuffers.Check,
        OneAddress.Check,
        UnnamedClients.Check,
        ConnectionChurn.Check,
        BufferDisconnects.Check,

        // Latency
        SlowLinearCommands.Check,
        SlowCommands.Check,
        LatencyEvents.Check,
        CommandPercentiles.Check,
        ExpireCycle.Check,
        KeysInUse.Check,
        ProcessorFull.Check,
        BlindToLatency.Check,
        ErrorReplies.Check,

        // Cache
        LowHitRate.Check,
        Evicting.Check,
        FewExpiries.Check,
        ExpiringMuch.Check,
        SeveralDatabases.Check,

        // Security
        NoPassword.Check,
        AllPowerfulDefault.Check,
        ProtectedModeOff.Check,
        DangerousCommandsOpen.Check,
        NoTls.Check,
        AccessDenied.Check,
        OpenUsers.Check,

        // Configuration
        NoKeepalive.Check,
        ShortTimeout.Check,
        UnusualHz.Check,
        KeyspaceEvents.Check,
        UnboundedOutput.Check,
        ScriptLimit.Check,
        NoConfigFile.Check,

        // Version
        EndOfLife.Check,
        KnownAdvisories.Check,
        MixedVersions.Check,

        // Cluster
        SlotsUncovered.Check,
        OpenSlots.Check,
        UnevenCluster.Check,
        MasterWithoutReplica.Check,
        ReplicaBesideMaster.Check,
        EpochClash.Check,
        ClusterNodesFailed.Check,
        FullCoverage.Check,

        // Sentinel
        SentinelQuorum.Check,
        SentinelMasterDown.Check,
        SentinelsDisagree.Check,

        // Keys
        LastingPrefixes.Check,
    ];

    /// <summary>Null when there is none.</summary>
    public static Check? Find(string id) => List.FirstOrDefault(check => check.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
