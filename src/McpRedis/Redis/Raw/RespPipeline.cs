namespace McpRedis.Redis.Raw;

/// <summary>
/// Many commands under way at once over one <see cref="RespPipe"/>: one caller writes, replies go to a handler in the
/// order of the commands. The window holds the caller back by bytes and by number, and may be changed at any time. When the
/// connection is lost, <see cref="Unanswered"/> tells which commands never left and which may have been executed; what to
/// do about them is the caller's to decide.
/// </summary>
internal sealed class RespPipeline : IAsyncDisposable
{
    public const int MostCommands = 1 << 15;

    // One read can bring thousands of answers; the sender is told before they are all handled.
    private const int WakeEvery = 64;

    private readonly RespPipe _pipe;
    private readonly IReplyHandler _handler;
    private readonly CommandLog _log = new(MostCommands);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private TaskCompletionSource? _waiting;
    private long _waitBytes;
    private int _waitCount;
    private volatile Exception? _failure;

    /// <param name="pipe">Ends with this.</param>
    public RespPipeline(RespPipe pipe, IReplyHandler handler, int windowBytes, int windowCommands)
    {
        (_pipe, _handler, WindowBytes, WindowCommands) = (pipe, handler, windowBytes, windowCommands);
        pipe.Commands.Retains = true;
        _reading = Task.Run(ReadAllAsync);
    }

    /// <summary>Encoded bytes that may be under way before the caller waits; one command may go beyond it.</summary>
    public int WindowBytes { get; set; }

    /// <summary>Commands that may be under way, <see cref="MostCommands"/> at most.</summary>
    public int WindowCommands { get; set; }

    /// <summary>Written and not yet answered.</summary>
    public int Waiting => _log.Count;

    /// <summary>Why it ended; null while it works.</summary>
    public Exception? Failure => _failure;

    public RespCommandWriter Commands => _pipe.Commands;

    /// <summary>Whether <see cref="RoomAsync"/> would return at once.</summary>
    public bool HasRoom => _log.Count < Math.Min(WindowCommands, MostCommands) && _log.Bytes < WindowBytes && _failure is null;

    /// <summary>Waits until the window has room; sends what was written when it has none.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public ValueTask RoomAsync(CancellationToken cancellationToken) => HasRoom ? default : new(WaitForRoomAsync(cancellationToken));

    /// <summary>The command just written to <see cref="Commands"/> is whole; its reply comes to the handler with this tag.</summary>
    public void Ended(long tag)
    {
        var chunk = Commands.Current;
        _log.Add(chunk, Commands.LastStart, chunk.Length - Commands.LastStart, tag);
    }

    /// <summary>Sends what was written.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ThrowIfLost();
        try
        {
            await _pipe.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            await _reading.WaitAsync(cancellationToken);   // the reader has the cause
            ThrowIfLost();
            throw;
        }
    }

    /// <summary>Sends what was written and waits for all answers.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await BelowAsync(1, 1, cancellationToken);
    }

    /// <summary>Commands without an answer, oldest first, once the connection is lost.</summary>
    /// <returns>Each as it was encoded, its tag, and whether it surely never left.</returns>
    public IEnumerable<(ReadOnlyMemory<byte> Command, long Tag, bool IsUnsent)> Unanswered()
    {
        if (!_reading.IsCompleted)
        {
            throw new InvalidOperationException("The connection still works.");
        }
        for (; _log.Count > 0; Release())
        {
            var entry = _log.Oldest;
            yield return (entry.Chunk.Bytes.AsMemory(entry.Offset, entry.Length), entry.Tag, entry.IsUnsent);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        while (_log.Count > 0)
        {
            Release();
        }
        if (_log.Last is { } last && last != Commands.Current)
        {
            last.Free();
        }
        await _pipe.DisposeAsync();
        _end.Dispose();
    }

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        // Down to half, so that sender and reader do not wake each other for every command.
        await BelowAsync(Math.Max(WindowBytes / 2, 1), Math.Max(Math.Min(WindowCommands, MostCommands) / 2, 1), cancellationToken);
    }

    private async Task BelowAsync(long bytes, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIfLost();
            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waitBytes, _waitCount) = (bytes, count);
            Volatile.Write(ref _waiting, signal);
            // Looked at again after the signal is out, or an answer in between would be missed.
            Interlocked.MemoryBarrier();
            if (_log.Bytes < bytes && _log.Count < count)
            {
                return;
            }
            if (_failure is null)
            {
                await signal.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            for (int answers = 1; ; answers++)
            {
                if (answers % WakeEvery == 0)
                {
                    Wake();
                }
                if (!_pipe.TryRead())
                {
                    Wake();
                    if (!await _pipe.ReadAsync(_end.Token))
                    {
                        throw new EndOfStreamException("The server closed the connection.");
                    }
                }
                if (_log.Count == 0)
                {
                    throw new IOException("The server answered more than it was asked.");
                }
                ref readonly var entry = ref _log.Oldest;
                _handler.OnReply(_pipe.Reply, entry.Command, entry.Tag);
                Release();
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is told to the caller, who alone can do something about it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure = e;
        }
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _waiting)?.TrySetResult();
    }

    private void Release() => _log.Take()?.Free();

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waiting) is { } waiting && _log.Bytes < _waitBytes && _log.Count < _waitCount)
        {
            Volatile.Write(ref _waiting, null);
            waiting.TrySetResult();
        }
    }

    private void ThrowIfLost()
    {
        if (_failure is { } failure)
        {
            throw failure is IOException ? new IOException(failure.Message, failure) : failure;
        }
    }
}
