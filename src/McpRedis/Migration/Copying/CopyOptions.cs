using McpRedis.Migration.ByType;
using McpRedis.Migration.Selection;

namespace McpRedis.Migration.Copying;

/// <summary>What a copy takes and how hard it works.</summary>
internal sealed record CopyOptions
{
    /// <summary>Which keys, under which names, and what of names that are taken.</summary>
    public required KeySelection Selection { get; init; }

    /// <summary>The source tells expiry as a point in time (PEXPIRETIME, 7.0); else it is reckoned from the time left and the source's clock.</summary>
    public bool HasExpireTime { get; init; } = true;

    /// <summary>Makes what turns payloads into those of the target, one for each reader; null where they go over as they are.</summary>
    public Func<IPayloadTranscoder>? Transcoder { get; init; }

    /// <summary>Idle times or use counts are asked for and go along. Default none.</summary>
    public UseMeasure Use { get; init; }

    /// <summary>Encoded bytes on the way to one target server. More is needed only where it is far away. Default 512 KiB.</summary>
    public int WindowBytes { get; init; } = 512 << 10;

    /// <summary>Commands on the way to one target server. Default 8192.</summary>
    public int WindowCommands { get; init; } = 8192;

    /// <summary>Values above this, in memory or serialized, go over in pieces (<see cref="ByType"/>): what is held grows to twice that. Default 8 MiB.</summary>
    public int MaxPayloadBytes { get; init; } = 8 << 20;

    /// <summary>What is too large for one payload, or whose payload the target refuses, is copied by the commands of its type. False: it stays behind and is told. Default true.</summary>
    public bool ByType { get; init; } = true;

    /// <summary>What is held of the reply that brings a piece: an element cannot be cut. Default 64 MiB.</summary>
    public int MaxPieceReplyBytes { get; init; } = 64 << 20;

    /// <summary>Part of the temporary names of values that are put together on the target. The same for a migration that goes on, which so finds what it left behind. Default anew for each copy.</summary>
    public string TemporaryOwner { get; init; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>How long such a name stays after its last piece came, should we be gone. Default 10 minutes.</summary>
    public TimeSpan TemporaryLease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Keys that are copied by the commands of their type at once. Default 64.</summary>
    public int KeysAtOnce { get; init; } = 64;

    /// <summary>Keys that may fail by themselves before the whole is given up. Default 1000.</summary>
    public int MaxFailures { get; init; } = 1000;

    /// <summary>How long a server may be away, loading or without a majority. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Holds the copy back; null for as fast as it goes.</summary>
    public CopyPace? Pace { get; init; }

    /// <summary>Keys may be there from an earlier run: a name that is taken ends nothing.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>How far an earlier run came; empty to begin at the beginning.</summary>
    public IReadOnlyList<CopyPosition> From { get; init; } = [];

    /// <summary>Told how far a reader is, when all before that is settled on the target; by several at once.</summary>
    public Action<CopyPosition>? Reached { get; init; }

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> SourceCommands { get; } = ["SCAN", "DUMP", "PTTL", "PEXPIRETIME", "TYPE", "TIME", "INFO", "EXISTS", "OBJECT IDLETIME", "OBJECT FREQ", .. TypeCommands.Source];

    /// <summary>Commands the target must be open to.</summary>
    public static IReadOnlyList<string> TargetCommands { get; } = ["RESTORE", "ASKING", "INFO", "PING", .. TypeCommands.Target];
}
