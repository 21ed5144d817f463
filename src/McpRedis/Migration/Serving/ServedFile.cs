using System.Buffers;
using McpRedis.Migration.Sync;

namespace McpRedis.Migration.Serving;

/// <summary>
/// The file a target is to load, on disk so that it can be sent again to a target that broke off. What is there can be sent while the rest is still being made; that
/// it is whole is said at its end (<see cref="Complete"/>).
/// </summary>
internal sealed class ServedFile : IBufferWriter<byte>, IDisposable
{
    private const int ChunkBytes = 256 << 10;

    private readonly GrowingFile _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * ChunkBytes);
    private int _count;

    /// <exception cref="Faults.Fault">conflict: the disk has too little room.</exception>
    public ServedFile(SpoolOptions options) => _file = new(options, "served.rdb", 0);

    /// <summary>Bytes on disk; all of them once it is whole.</summary>
    public long SizeBytes => _file.WrittenBytes;

    public bool IsWhole => _file.IsWhole;

    /// <summary>Ends when it is whole, or fails as its making did.</summary>
    public Task Whole => _file.Whole;

    /// <summary>Enough waits in memory for a write that is worth it.</summary>
    public bool HasFull => _count >= ChunkBytes;

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_count);
    }

    /// <summary>Writes what waits in memory.</summary>
    /// <exception cref="Faults.Fault">conflict: the disk has too little room.</exception>
    public void Flush()
    {
        _file.Write(_buffer.AsSpan(0, _count));
        _count = 0;
        if (_buffer.Length > 8 * ChunkBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(2 * ChunkBytes);
        }
    }

    /// <summary>All was written, and nothing is wrong with it.</summary>
    public void Complete()
    {
        Flush();
        _file.End(null);
    }

    /// <summary>It will never be whole: who is being sent it is cut off ahead of its end.</summary>
    public void Fail(Exception why) => _file.End(why);

    /// <summary>Waits for what is not there yet.</summary>
    /// <returns>0 at the end.</returns>
    public ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) => _file.ReadAsync(position, buffer, cancellationToken);

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
        _file.Dispose();
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _count < Math.Max(size, 1))
        {
            byte[] next = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length, _count + size) + ChunkBytes);
            _buffer.AsSpan(0, _count).CopyTo(next);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = next;
        }
    }
}
