using System.Buffers;
using McpRedis.Migration.Sync;

namespace McpRedis.Migration.Serving;

/// <summary>
/// The file a target is to load, on disk before the first byte is sent: so its size is known, and nothing of it can fail any more when the target
/// begins to drop what it holds. Ours alone, gone with this (<see cref="PrivateFile"/>).
/// </summary>
internal sealed class ServedFile : IBufferWriter<byte>, IDisposable
{
    private const int ChunkBytes = 256 << 10;
    private const long LookEvery = 64L << 20; // bytes between two looks at the disk

    private readonly SpoolOptions _options;
    private readonly PrivateFile _file;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * ChunkBytes);
    private int _count;
    private long _looked;

    /// <exception cref="Faults.Fault">conflict: the disk has too little room.</exception>
    public ServedFile(SpoolOptions options)
    {
        _options = options;
        _file = new(options, "served.rdb", 0);
    }

    /// <summary>Bytes on disk; all of them after the last <see cref="FlushAsync"/>.</summary>
    public long SizeBytes { get; private set; }

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
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (SizeBytes - _looked >= LookEvery)
        {
            _file.RequireSpace(_options, 0);
            _looked = SizeBytes;
        }
        await _file.WriteAsync(_buffer.AsMemory(0, _count), SizeBytes, cancellationToken);
        SizeBytes += _count;
        _count = 0;
        if (_buffer.Length > 8 * ChunkBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(2 * ChunkBytes);
        }
    }

    /// <returns>0 at the end.</returns>
    public ValueTask<int> ReadAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(_file.Handle, buffer, position, cancellationToken);

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
