namespace McpRedis.Migration.Sync;

/// <summary>Where a snapshot waits, and how much of the disk it may take.</summary>
internal sealed record SpoolOptions
{
    /// <summary>Folder in which each spool makes a private one of its own; null: that for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>Bytes of the disk that stay free for others. Default 512 MiB.</summary>
    public long ReserveBytes { get; init; } = 512L << 20;

    /// <summary>How much must have come before a reader that waits is woken; being woken for every packet costs it more than reading. Default 64 KiB.</summary>
    public int TellAfterBytes { get; init; } = 64 << 10;

    /// <summary>Bytes free in a folder; the disk itself is asked unless a test says otherwise.</summary>
    public Func<string, long> FreeBytes { get; init; } = static folder => new DriveInfo(folder).AvailableFreeSpace;
}
