using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Sync;
using McpRedis.Redis;

namespace McpRedis.Migration.Tail;

/// <summary>What of a stream of changes goes over, and how.</summary>
internal sealed record TailOptions
{
    /// <summary>Which keys, under which names. By names and databases only: a stream does not say what type or size a key has.</summary>
    public required KeySelection Selection { get; init; }

    /// <summary>Names the run from one snapshot on: what it left on the target says how far its changes are there, so a run with another snapshot must have another name. Letters, digits and hyphens.</summary>
    public required string Run { get; init; }

    /// <summary>Databases of the target that are open to us; null for all.</summary>
    public IReadOnlyList<int>? OpenDatabases { get; init; }

    /// <summary>Makes what turns payloads of RESTORE into those of the target; null where they go over as they are.</summary>
    public Func<IPayloadTranscoder>? Transcoder { get; init; }

    /// <summary>Commands that go over in one step. Default 512.</summary>
    public int BatchCommands { get; init; } = 512;

    /// <summary>Bytes after which a step is full. Default 256 KiB.</summary>
    public int BatchBytes { get; init; } = 256 << 10;

    /// <summary>Largest command that is carried over. Default 64 MiB.</summary>
    public int MaxCommandBytes { get; init; } = 64 << 20;

    /// <summary>Commands that the target may refuse before the whole is given up. Default 100: each leaves a key that differs.</summary>
    public int MaxFailures { get; init; } = 100;

    /// <summary>How long a server may be away. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How the source is asked, and where its stream waits.</summary>
    public SyncOptions Sync { get; init; } = new();

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> SourceCommands { get; } = ["REPLCONF", "PSYNC", "INFO"];

    /// <summary>Commands the target must be open to: every write there is, since the stream may bring any of them.</summary>
    public static IReadOnlyList<string> TargetCommands => Lazily.Writes;

    /// <exception cref="Fault">invalid_argument: it asks for what a stream does not tell.</exception>
    public void Require()
    {
        if (Selection.Request.Types.Count > 0 || Selection.Request.Limits != KeyLimits.None)
        {
            throw Fault.Argument("live", "a stream of changes tells names and databases; types, sizes and expiry cannot be chosen by it.", "Choose by patterns, or copy once.");
        }
    }

    private static class Lazily
    {
        public static readonly IReadOnlyList<string> Writes =
            [.. CommandTable.Pinned.All.Where(TailRules.IsCarried).Select(entry => entry.Name), "MULTI", "EXEC", "SELECT", "INFO", "GET"];
    }
}
