using McpRedis.Faults;

namespace McpRedis.Migration.Sync;

/// <summary>
/// A temporary file (<see cref="PrivateFile"/>) that one writes and others read at the same time, each from where it is. What is read was mostly just written and is in memory
/// still, so both are done where they are asked for: to hand each piece to another thread costs more than the piece.
/// </summary>
/// <param name="options">Where, and how much must be there before a reader that waits is woken.</param>
/// <param name="name">Of the file.</param>
/// <param name="sizeBytes">How much it will be, as far as that is known.</param>
/// <exception cref="Fault">conflict: the disk has not so much room.</exception>
internal sealed class GrowingFile(SpoolOptions options, string name, long sizeBytes) : IDisposable
{
    private const long LookEvery = 64L << 20; // bytes between two looks at the disk

    private readonly Lock _lock = new();
    private readonly PrivateFile _file = new(options, name, sizeBytes);
    private long _written;
    private long _told;
    private long _looked;
    private bool _isWhole;
    private Exception? _failure;
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _waiting;

    /// <summary>Bytes that are there.</summary>
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

    /// <summary>Ends when all is there, or fails as the writing did.</summary>
    public Task Whole => _whole.Task;

    /// <summary>All is there.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
            {
                return _isWhole;
            }
        }
    }

    /// <summary>By the one writer.</summary>
    /// <exception cref="Fault">conflict: the disk does not take it.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_written - _looked >= LookEvery)
        {
            _file.RequireSpace(options, 0);
            _looked = _written;
        }
        _file.Write(bytes, _written);
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _written += bytes.Length;
            if (_written - _told < options.TellAfterBytes)
            {
                return;
            }
            _told = _written;
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult();
    }

    /// <summary>No more will come. Once said it stays so.</summary>
    /// <param name="failure">Why it is not whole; readers get it behind all that was written.</param>
    public void End(Exception? failure)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            if (_isWhole || _failure is not null)
            {
                return;
            }
            (_isWhole, _failure) = (failure is null, failure);
            (waiting, _waiting) = (_waiting, null);
        }
        waiting?.SetResult(); // who waits looks again, and finds the failure
        if (failure is null)
        {
            _whole.SetResult();
        }
        else
        {
            _whole.SetException(failure);
            _ = _whole.Task.Exception; // nobody may be waiting for it
        }
    }

    /// <returns>0 at the end.</returns>
    public async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
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
        cancellationToken.ThrowIfCancellationRequested();
        return RandomAccess.Read(_file.Handle, buffer.Span[..most], position);
    }

    public void Dispose() => _file.Dispose();

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
}
