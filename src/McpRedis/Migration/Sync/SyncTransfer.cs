using System.Buffers;
using System.Buffers.Text;
using System.Text;
using McpRedis.Redis;

namespace McpRedis.Migration.Sync;

/// <summary>
/// A snapshot as a master sends it after SYNC or PSYNC, as a stream that ends with it:
/// <code>
/// \n \n                                    while its child is being started, every second
/// +FULLRESYNC 8a6b…40 characters 1234\r\n  to PSYNC only
/// +CONTINUE\r\n | +CONTINUE 8a6b…\r\n       to PSYNC with a place that it still has: no snapshot, the stream goes on
/// $104857600\r\n and so many bytes         from a file of the server
/// $EOF:8a6b…40 characters\r\n …            straight from the child, until these characters come again
/// </code>
/// The second form does not say how long it is, so the last 39 bytes are kept back until it is known that they do not begin the mark.
/// </summary>
internal sealed class SyncTransfer : Stream
{
    private const int MarkSize = 40;
    private const int LongestLine = 1024;
    private const int BufferBytes = 256 << 10;

    private readonly Stream _source;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _start;
    private int _end;
    private byte[]? _mark;
    private bool _isMarkFound;
    private int _safe;          // bytes from _start that belong to the snapshot
    private long _left;         // of a sized one

    private SyncTransfer(Stream source) => _source = source;

    /// <summary>Bytes of the snapshot; null where the server does not know them beforehand.</summary>
    public long? SizeBytes { get; private set; }

    /// <summary>There is no snapshot: the stream goes on where we were.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>Whose stream follows the snapshot, or goes on under a new name; null after SYNC, and where the name stays.</summary>
    public string? ReplicationId { get; private set; }

    /// <summary>Where in that stream the snapshot was taken.</summary>
    public long ReplicationOffset { get; private set; }

    /// <summary>Whether all of it was read.</summary>
    public bool IsWhole { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Waits until the snapshot begins, which may take as long as the server needs to start its child.</summary>
    /// <param name="source">The connection after the command; not closed by this.</param>
    /// <exception cref="Faults.Fault">The server refused.</exception>
    /// <exception cref="IOException">The connection ended, or what came is no snapshot.</exception>
    public static async Task<SyncTransfer> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        var transfer = new SyncTransfer(source);
        try
        {
            while (!transfer.Begins(await transfer.LineAsync(cancellationToken)))
            {
            }
            return transfer;
        }
        catch
        {
            await transfer.DisposeAsync();
            throw;
        }
    }

    /// <summary>What came behind the snapshot: the beginning of the stream of commands. To be called once, when it is whole.</summary>
    public byte[] TakeRest()
    {
        byte[] rest = _buffer[_start.._end];
        _start = _end;
        return rest;
    }

    /// <exception cref="EndOfStreamException">The connection ended before the snapshot did.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsWhole || buffer.IsEmpty)
        {
            return 0;
        }
        int count = _mark is null ? await ReadSizedAsync(buffer, cancellationToken) : await ReadMarkedAsync(buffer, cancellationToken);
        IsWhole = count == 0;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _start, _end, _safe) = ([], 0, 0, 0);
        }
        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadSizedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_left == 0)
        {
            return 0;
        }
        buffer = buffer[..(int)Math.Min(buffer.Length, _left)];
        int count = Math.Min(buffer.Length, _end - _start);
        if (count > 0)
        {
            _buffer.AsMemory(_start, count).CopyTo(buffer);
            _start += count;
        }
        else
        {
            count = await _source.ReadAsync(buffer, cancellationToken);
        }
        _left -= count > 0 ? count : throw Lost();
        return count;
    }

    private async ValueTask<int> ReadMarkedAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_safe == 0 && !_isMarkFound)
        {
            await FillAsync(cancellationToken);
            FindMark();
        }
        int count = Math.Min(buffer.Length, _safe);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        _safe -= count;
        if (count == 0)
        {
            _start += MarkSize;
        }
        return count;
    }

    private void FindMark()
    {
        int at = _buffer.AsSpan(_start.._end).IndexOf(_mark);
        _isMarkFound = at >= 0;
        _safe = _isMarkFound ? at : Math.Max(0, _end - _start - (MarkSize - 1));
    }

    // True once the snapshot begins with the next byte.
    private bool Begins(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return false;
        }
        if (line[0] == '-')
        {
            throw RedisFaults.FromReply(Encoding.UTF8.GetString(line), "SYNC");
        }
        if (line.StartsWith("+FULLRESYNC "u8) && line[12..] is var resync && resync.Length > MarkSize + 1 && resync[MarkSize] == ' '
            && TryNumber(resync[(MarkSize + 1)..], out long offset))
        {
            (ReplicationId, ReplicationOffset) = (Encoding.ASCII.GetString(resync[..MarkSize]), offset);
            return false;
        }
        if (line.StartsWith("+CONTINUE"u8) && line.Length is 9 or 10 + MarkSize)
        {
            (IsContinued, IsWhole) = (true, true);
            ReplicationId = line.Length > 9 ? Encoding.ASCII.GetString(line[10..]) : null;
            return true;
        }
        if (line.StartsWith("$EOF:"u8) && line.Length == 5 + MarkSize)
        {
            _mark = line[5..].ToArray();
            FindMark();
            return true;
        }
        if (line[0] == '$' && TryNumber(line[1..], out long size))
        {
            (SizeBytes, _left) = (size, size);
            return true;
        }
        throw new IOException("The source answered to SYNC with something else than a snapshot.");
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out long number) =>
        Utf8Parser.TryParse(text, out number, out int length) && length == text.Length && number >= 0;

    private async ValueTask<byte[]> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                byte[] line = _buffer.AsSpan(_start, length).TrimEnd((byte)'\r').ToArray();
                _start += length + 1;
                return line;
            }
            if (_end - _start > LongestLine)
            {
                throw new IOException("The source answered to SYNC with something else than a snapshot.");
            }
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = await _source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count > 0 ? count : throw Lost();
    }

    private static EndOfStreamException Lost() => new("The source closed the connection before the snapshot was whole.");
}
