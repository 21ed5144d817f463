using McpRedis.Faults;

namespace McpRedis.Migration.Sync;

/// <summary>
/// A snapshot on its way through a temporary file: written as fast as the source sends, since a slow reader is cut off by the source's output
/// buffer limit, and read at the same time as fast as the target takes. The file is ours alone and gone with the spool (<see cref="PrivateFile"/>).
/// </summary>
internal sealed class RdbSpool : IAsyncDisposable
{
    private const int ChunkBytes = 256 << 10;
    private const long LookEvery = 64L << 20; // bytes between two looks at the disk

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end;
    private readonly SpoolOptions _options;
    private readonly PrivateFile _file;
    private long _written;
    private long _told;
    private bool _isWhole;
    private Exception? _failure;
    private TaskCompletionSource? _waiting;

    private RdbSpool(Stream source, long? sizeBytes, SpoolOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _file = new PrivateFile(options, "snapshot.rdb", sizeBytes ?? 0);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Completion = Task.Run(() => WriteAsync(source, _end.Token), CancellationToken.None);
    }

    /// <summary>Ends when all is written, or fails as the writing did.</summary>
    public Task Completion { get; }

    /// <summary>Bytes that have come so far.</summary>
    public long WrittenBytes
    {
        get
        {
            lock (_lock)
            {
                return _written;
            }
        }
    }

    /// <summary>Starts writing what <paramref name="source"/> has until it ends.</summary>
    /// <param name="sizeBytes">How much that will be, if it is known.</param>
    /// <param name="cancellationToken">Ends the writing, and with it the reading.</param>
    /// <exception cref="Fault">conflict: the disk has not so much room.</exception>
    public static RdbSpool Start(Stream source, long? sizeBytes, SpoolOptions options, CancellationToken cancellationToken) =>
        new(source, sizeBytes, options, cancellationToken);

    /// <summary>All of it from the beginning; where it is read faster than it comes, reading waits for a piece that is worth it. Fails where the writing failed, not before.</summary>
    public Stream OpenRead() => new SpoolReader(this);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _file.Dispose();
        _end.Dispose();
    }

    internal async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int most;
        while ((most = (int)Math.Min(buffer.Length, Ahead(position, out bool isWhole, out Task more))) == 0)
        {
            if (isWhole)
            {
                return 0;
            }
            await more.WaitAsync(cancellationToken);
        }
        return await RandomAccess.ReadAsync(_file.Handle, buffer[..most], position, cancellationToken);
    }

    private long Ahead(long position, out bool isWhole, out Task more)
    {
        lock (_lock)
        {
            long ahead = _written - position;
            isWhole = _isWhole;
            more = ahead > 0 || isWhole ? Task.CompletedTask
                : _failure is not null ? Task.FromException(_failure)
                : (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return ahead;
        }
    }

    private async Task WriteAsync(Stream source, CancellationToken cancellationToken)
    {
        byte[] chunk = new byte[ChunkBytes];
        long looked = 0;
        try
        {
            for (int count; (count = await source.ReadAsync(chunk, cancellationToken)) > 0; Advance(count))
            {
                if (_written - looked >= LookEvery)
                {
                    _file.RequireSpace(_options, 0);
                    looked = _written;
                }
                await _file.WriteAsync(chunk.AsMemory(0, count), _written, cancellationToken);
            }
            End(null);
        }
        catch (Exception e)
        {
            End(e);
            throw;
        }
    }

    private void Advance(int count)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _written += count;
            if (_written - _told < _options.TellAfterBytes)
            {
                return;
            }
            _told = _written;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult();
    }

    private void End(Exception? failure)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            (_isWhole, _failure) = (failure is null, failure);
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult(); // who waits looks again, and finds the failure
    }
}
