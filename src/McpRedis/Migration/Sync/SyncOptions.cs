using McpRedis.Migration.ByType;
using McpRedis.Rdb;

namespace McpRedis.Migration.Sync;

/// <summary>How a snapshot is asked for, kept and split.</summary>
internal sealed record SyncOptions
{
    /// <summary>
    /// True, the default: straight from the server's child where its configuration says so, as any new replica would get it. It waits for others first
    /// (<c>repl-diskless-sync-delay</c>, 5 s unless it was changed) and does not say how much it will be. False: from a file, at once and of known size; but the server
    /// then overwrites its own dump file.
    /// </summary>
    public bool IsDiskless { get; init; } = true;

    /// <summary>How long nothing may come, not even the sign of life that a server sends while it prepares. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    public SpoolOptions Spool { get; init; } = new();

    public RdbReaderOptions Reader { get; init; } = new();

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> SourceCommands { get; } = ["REPLCONF", "SYNC", .. TypeCommands.Source];
}
