using System.Buffers;

namespace McpRedis.Redis.Raw;

/// <summary>
/// Replies off a stream, parsed where they lie in one pooled buffer that slides along. The buffer grows with what has
/// come, never with what was announced, and shrinks back when a large reply has gone.
/// </summary>
internal sealed class RespReplyReader : IDisposable
{
    public const int DefaultBufferBytes = 64 << 10;
    private const int LeastRoom = 4 << 10;

    private readonly Stream _stream;
    private readonly RespLimits _limits;
    private readonly RespScanner _scanner;
    private readonly int _bufferBytes;
    private byte[] _buffer;
    private int _start;    // of the current reply
    private int _end;      // of what has come
    private int _length;   // of the current reply; 0 while there is none
    private long _skipped;
    private long _offset;  // of _start in the stream

    public RespReplyReader(Stream stream, RespLimits? limits = null, int bufferBytes = DefaultBufferBytes)
    {
        (_stream, _limits, _bufferBytes) = (stream, limits ?? RespLimits.Default, bufferBytes);
        _scanner = new(_limits);
        _scanner.Reset();
        _buffer = ArrayPool<byte>.Shared.Rent(bufferBytes);
    }

    /// <summary>Bytes received so far.</summary>
    public long Received => _offset + (_end - _start);

    /// <summary>Bytes up to the end of the reply last read.</summary>
    public long Position => _offset + _length;

    /// <summary>The reply last read; its bytes are gone with the next one.</summary>
    public RespFrame Reply => _skipped > 0 ? RespFrame.Skipped(_skipped) : RespFrame.At(_buffer.AsSpan(_start, _length));

    /// <summary>The next reply, if all of it has come already.</summary>
    /// <exception cref="RespFormatException">It is no RESP.</exception>
    public bool TryRead()
    {
        Consume();
        if (_start == _end || _scanner.Oversize > 0 || !_scanner.TryFinish(_buffer.AsSpan(_start, _end - _start), _offset) || _scanner.Oversize > 0)
        {
            return false;
        }
        _length = _scanner.Length;
        return true;
    }

    /// <summary>The next reply. False when the server closed the connection between two replies.</summary>
    /// <exception cref="RespFormatException">It is no RESP.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection within a reply.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => TryRead() ? new(true) : new(WaitAsync(cancellationToken));

    /// <summary>What has come beyond the current reply; the connection goes on after it.</summary>
    public byte[] TakeRest()
    {
        Consume();
        byte[] rest = _buffer.AsSpan(_start, _end - _start).ToArray();
        Advance(rest.Length);
        return rest;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _end, _length) = ([], 0, 0, 0);
        }
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_scanner.Oversize > 0)
            {
                await SkipAsync(cancellationToken);
                return true;
            }
            if (!await FillAsync(cancellationToken))
            {
                return _start == _end ? false : throw new EndOfStreamException("The server closed the connection in the middle of a reply.");
            }
            if (TryRead())
            {
                return true;
            }
        }
    }

    private void Consume()
    {
        if (_length > 0 || _skipped > 0)
        {
            Advance(_length);
            (_length, _skipped) = (0, 0);
            _scanner.Reset();
        }
    }

    private void Advance(int bytes)
    {
        _start += bytes;
        _offset += bytes;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        int read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private void MakeRoom()
    {
        if (_start == _end && _buffer.Length > 4 * _bufferBytes)
        {
            Replace(_bufferBytes);
        }
        else if (_buffer.Length - _end < LeastRoom)
        {
            // Half of the buffer free after moving, or it would be moved for every few bytes.
            if (_end - _start <= _buffer.Length / 2)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            else
            {
                Replace(_buffer.Length * 2);
            }
        }
    }

    private void Replace(int bytes)
    {
        byte[] next = ArrayPool<byte>.Shared.Rent(bytes);
        _buffer.AsSpan(_start, _end - _start).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (next, 0, _end - _start);
    }

    // Reads past a string that is too large, and its CR LF.
    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        long size = _scanner.Oversize;
        Advance(_scanner.Length);
        for (long left = size + 2; ;)
        {
            int take = (int)Math.Min(left, _end - _start);
            Advance(take);
            if ((left -= take) == 0)
            {
                break;
            }
            if (!await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException("The server closed the connection in the middle of a reply.");
            }
        }
        _skipped = size;
    }
}
