using McpRedis.Faults;

namespace McpRedis.Migration.Sync;

/// <summary>
/// A snapshot on its way through a temporary file: written as fast as the source sends, since a slow reader is cut off by the source's output
/// buffer limit, and read at the same time as fast as the target takes. The file is ours alone and gone with the spool.
/// </summary>
internal sealed class RdbSpool : IAsyncDisposable
{
    private const int ChunkBytes = 256 << 10;

    private readonly CancellationTokenSource _end;
    private readonly GrowingFile _file;

    private RdbSpool(Stream source, long? sizeBytes, SpoolOptions options, CancellationToken cancellationToken)
    {
        _file = new GrowingFile(options, "snapshot.rdb", sizeBytes ?? 0);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Completion = Task.Run(() => WriteAsync(source, _end.Token), CancellationToken.None);
    }

    /// <summary>Ends when all is written, or fails as the writing did.</summary>
    public Task Completion { get; }

    /// <summary>Bytes that have come so far.</summary>
    public long WrittenBytes => _file.WrittenBytes;

    /// <summary>Starts writing what <paramref name="source"/> has until it ends.</summary>
    /// <param name="sizeBytes">How much that will be, if it is known.</param>
    /// <param name="cancellationToken">Ends the writing, and with it the reading.</param>
    /// <exception cref="Fault">conflict: the disk has not so much room.</exception>
    public static RdbSpool Start(Stream source, long? sizeBytes, SpoolOptions options, CancellationToken cancellationToken) =>
        new(source, sizeBytes, options, cancellationToken);

    /// <summary>All of it from the beginning; where it is read faster than it comes, reading waits for a piece that is worth it. Fails where the writing failed, not before.</summary>
    public Stream OpenRead() => new SpoolReader(_file);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _file.Dispose();
        _end.Dispose();
    }

    private async Task WriteAsync(Stream source, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            for (int count; (count = await source.ReadAsync(chunk, cancellationToken)) > 0;)
            {
                _file.Write(chunk.AsSpan(0, count));
            }
            _file.End(null);
        }
        catch (Exception e)
        {
            _file.End(e);
            throw;
        }
    }
}
