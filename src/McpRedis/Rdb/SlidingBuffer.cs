using System.Buffers;

namespace McpRedis.Rdb;

/// <summary>
/// The part of a stream that is being looked at. What is consumed goes into the checksum and makes room; what is not stays in one piece, and the buffer grows only
/// when all of it is taken, so never to more than twice what has come.
/// </summary>
internal sealed class SlidingBuffer(Stream source, int readBytes) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(readBytes);
    private int _start;
    private int _end;
    private int _summed;
    private ulong _checksum;

    /// <summary>Offset in the stream of the first byte of <see cref="Unread"/>.</summary>
    public long Offset { get; private set; }

    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start.._end);

    /// <summary>Bytes consumed since the last <see cref="FillAsync"/>.</summary>
    public ReadOnlySpan<byte> Consumed(long offset, int length) => _bytes.AsSpan(_start - (int)(Offset - offset), length);

    public void Consume(int count)
    {
        _start += count;
        Offset += count;
    }

    /// <summary>Checksum of all that was consumed.</summary>
    public ulong Checksum()
    {
        _checksum = Crc64.Append(_checksum, _bytes.AsSpan(_summed.._start));
        _summed = _start;
        return _checksum;
    }

    /// <summary>Brings more; false at the end of the stream. Spans taken before are void.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        Checksum();
        MakeRoom();
        int room = Math.Min(_bytes.Length - _end, readBytes);
        int count = await source.ReadAsync(_bytes.AsMemory(_end, room), cancellationToken);
        _end += count;
        return count > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        (_start, _end, _summed) = (0, 0, 0);
    }

    // A record that is not yet whole is moved once; after that it begins the buffer, and only growing moves it again.
    private void MakeRoom()
    {
        int unread = _end - _start;
        bool full = _end == _bytes.Length;
        if (_start > 0 && (full || unread <= _bytes.Length / 2))
        {
            Unread.CopyTo(_bytes);
        }
        else if (full)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(checked(_bytes.Length * 2));
            Unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else
        {
            return;
        }
        (_start, _end, _summed) = (0, unread, 0);
    }
}
