namespace McpRedis.Rdb;

/// <summary>Bounds of a reader.</summary>
internal sealed record RdbReaderOptions
{
    /// <summary>
    /// Largest value that is held, in bytes as in the file; a larger one is skipped and reported as spilled. Default 64 MiB. The buffer may
    /// take about half as much again while it grows, so lower it where memory is short; raise it where large keys must not go another way.
    /// </summary>
    public int MaxValueBytes { get; init; } = 64 << 20;

    /// <summary>Bytes read at a time and held at least. Default 256 KiB, which stays in the processor's cache.</summary>
    public int BufferBytes { get; init; } = 256 << 10;
}
