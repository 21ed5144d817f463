using McpRedis.Rdb;

namespace McpRedis.Migration.Sync;

/// <summary>How a snapshot is asked for, kept and split.</summary>
internal sealed record SyncOptions
{
    /// <summary>
    /// True: straight from the server's child, without a file on its disk, but a server waits for others first (<c>repl-diskless-sync-delay</c>, 5 s unless it is
    /// configured otherwise) and does not say how much it will be. False, the default: from a file of the server, at once and of known size.
    /// </summary>
    public bool IsDiskless { get; init; }

    /// <summary>How long nothing may come, not even the sign of life that a server sends while it prepares. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public SpoolOptions Spool { get; init; } = new();

    public RdbReaderOptions Reader { get; init; } = new();

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> SourceCommands { get; } = ["REPLCONF", "SYNC"];
}
