using McpRedis.Migration.Selection;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Topology;

namespace McpRedis.Migration.Serving;

/// <summary>What is served, to whom, and where.</summary>
internal sealed record ServeOptions
{
    /// <summary>Which keys, under which names. What of names that are taken does not matter: the target loses all it has.</summary>
    public required KeySelection Selection { get; init; }

    /// <summary>What the target loads.</summary>
    public required RdbTarget Format { get; init; }

    /// <summary>What turns values into those of the target.</summary>
    public TranscodeOptions Transcoding { get; init; } = new();

    /// <summary>The target may hold keys, which are then replaced. Default false.</summary>
    public bool ReplaceTarget { get; init; }

    /// <summary>Libraries of functions go along where all keys do and the target knows them. Default true.</summary>
    public bool WithFunctions { get; init; } = true;

    /// <summary>Idle times and use counts go along. Default true: it costs nothing here.</summary>
    public bool KeepIdle { get; init; } = true;

    /// <summary>Where the target is to find us; null for loopback, which only a target on this machine reaches.</summary>
    public ServeAddress? Address { get; init; }

    /// <summary>Serialized values above this stay behind for the path that copies in pieces. Default 32 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 32 << 20;

    /// <summary>Somebody copies those by the commands of their types when the target is its own master again (<see cref="ServeCopy.Large"/>). False: they count as too large. Default false.</summary>
    public bool ByType { get; init; }

    /// <summary>Told what is about to be set on the target and whom it will follow; when it throws, nothing is set. Null for nobody.</summary>
    public Action<AppliedSettings, NodeAddress>? Applying { get; init; }

    /// <summary>Told when all of that has been put back.</summary>
    public Action? PutBack { get; init; }

    /// <summary>How long the target may take to come, once it was told to; it tries every second. Default 20 s.</summary>
    public TimeSpan CallBack { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long nothing may move, and a server be away. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How the source is asked, and where files wait.</summary>
    public SyncOptions Sync { get; init; } = new();

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> SourceCommands => SyncOptions.SourceCommands;

    /// <summary>Commands the target must be open to.</summary>
    public static IReadOnlyList<string> TargetCommands { get; } = ["REPLICAOF", "CONFIG GET", "CONFIG SET", "INFO", "ROLE", "PUBSUB NUMSUB"];
}
