namespace McpRedis.Tests.Rdb;

/// <summary>A head, very many zeros, and a tail, of which only what is asked for exists.</summary>
internal sealed class LongStream(byte[] head, long zeros, byte[] tail) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => head.Length + zeros + tail.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Span<byte> span = buffer.Span;
        int count = 0;
        if (_position < head.Length)
        {
            count = Copy(head.AsSpan((int)_position), span);
        }
        else if (_position < head.Length + zeros)
        {
            count = (int)Math.Min(span.Length, head.Length + zeros - _position);
            span[..count].Clear();
        }
        else if (_position < Length)
        {
            count = Copy(tail.AsSpan((int)(_position - head.Length - zeros)), span);
        }
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int count = Math.Min(from.Length, to.Length);
        from[..count].CopyTo(to);
        return count;
    }
}
