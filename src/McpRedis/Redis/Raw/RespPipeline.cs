namespace McpRedis.Redis.Raw;

/// <summary>
/// Many commands under way at once over one <see cref="RespPipe"/>, for one caller; replies go to a handler in the order of
/// the commands. The window holds the caller back by bytes and by number, and may be changed at any time. Replies are read when
/// the window is full or drained, many at once: who waits for each pays for being woken. When the
/// connection is lost, <see cref="Unanswered"/> tells which commands never left and which may have been executed; what to
/// do about them is the caller's to decide.
/// </summary>
internal sealed class RespPipeline : IAsyncDisposable
{
    public const int MostCommands = 1 << 15;

    private readonly RespPipe _pipe;
    private readonly IReplyHandler _handler;
    private readonly CommandLog _log = new(MostCommands);

    /// <param name="pipe">Ends with this.</param>
    public RespPipeline(RespPipe pipe, IReplyHandler handler, int windowBytes, int windowCommands)
    {
        (_pipe, _handler, WindowBytes, WindowCommands) = (pipe, handler, windowBytes, windowCommands);
        pipe.Commands.Retains = true;
    }

    /// <summary>Encoded bytes that may be under way before the caller waits; one command may go beyond it.</summary>
    public int WindowBytes { get; set; }

    /// <summary>Commands that may be under way, <see cref="MostCommands"/> at most.</summary>
    public int WindowCommands { get; set; }

    /// <summary>Written and not yet answered, as far as answers were read.</summary>
    public int Waiting => _log.Count;

    /// <summary>Why it ended; null while it works.</summary>
    public Exception? Failure { get; private set; }

    public RespCommandWriter Commands => _pipe.Commands;

    /// <summary>Whether <see cref="RoomAsync"/> would return at once.</summary>
    public bool HasRoom => _log.Count < Math.Min(WindowCommands, MostCommands) && _log.Bytes < WindowBytes && Failure is null;

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
    public ValueTask FlushAsync(CancellationToken cancellationToken) => SendAsync(isAll: true, cancellationToken);

    /// <summary>Sends what fills chunks; what follows waits for more.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public ValueTask FlushFullAsync(CancellationToken cancellationToken) => SendAsync(isAll: false, cancellationToken);

    private async ValueTask SendAsync(bool isAll, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        try
        {
            await (isAll ? _pipe.FlushAsync(cancellationToken) : _pipe.FlushFullAsync(cancellationToken));
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    /// <summary>Sends what was written and waits for all answers.</summary>
    /// <exception cref="IOException">The connection is lost, or the server answered more than it was asked.</exception>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await BelowAsync(1, 1, cancellationToken);
        if (_pipe.TryRead())
        {
            Failure = new IOException("The server answered more than it was asked.");
            ThrowIfLost();
        }
    }

    /// <summary>Commands without an answer, oldest first, once the connection is lost.</summary>
    /// <returns>Each as it was encoded, its tag, and whether it surely never left.</returns>
    public IEnumerable<(ReadOnlyMemory<byte> Command, long Tag, bool IsUnsent)> Unanswered()
    {
        if (Failure is null)
        {
            throw new InvalidOperationException("The connection still works.");
        }
        for (; _log.Count > 0; Release())
        {
            var entry = _log.Oldest;
            yield return (entry.Chunk.Bytes.AsMemory(entry.Offset, entry.Length), entry.Tag, entry.IsUnsent);
        }
    }

    public ValueTask DisposeAsync()
    {
        while (_log.Count > 0)
        {
            Release();
        }
        if (_log.Last is { } last && last != Commands.Current)
        {
            last.Free();
        }
        return _pipe.DisposeAsync();
    }

    private async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        // Down to half, so that sender and reader do not take turns for every command.
        await BelowAsync(Math.Max(WindowBytes / 2, 1), Math.Max(Math.Min(WindowCommands, MostCommands) / 2, 1), cancellationToken);
    }

    private async Task BelowAsync(long bytes, int count, CancellationToken cancellationToken)
    {
        try
        {
            while (_log.Bytes >= bytes || _log.Count >= count)
            {
                if (!_pipe.TryRead() && !await _pipe.ReadAsync(NeededUntil(bytes, count), cancellationToken))
                {
                    throw new EndOfStreamException("The server closed the connection.");
                }
                Take();
            }
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    // By bytes a guess, from the average; no more than are under way.
    private int NeededUntil(long bytes, int count)
    {
        long byBytes = _log.Bytes < bytes ? 1 : (_log.Bytes - bytes) * _log.Count / Math.Max(_log.Bytes, 1);
        return (int)Math.Clamp(Math.Max(byBytes, _log.Count - count + 1), 1, _log.Count);
    }

    private void Take()
    {
        ref readonly var oldest = ref _log.Oldest;
        _handler.OnReply(_pipe.Reply, oldest.Command, oldest.Tag);
        Release();
    }

    private void Release() => _log.Take()?.Free();

    private void ThrowIfLost()
    {
        if (Failure is { } failure)
        {
            throw failure is IOException ? new IOException(failure.Message, failure) : failure;
        }
    }
}
