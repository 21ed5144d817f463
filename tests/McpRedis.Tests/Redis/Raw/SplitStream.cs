namespace McpRedis.Tests.Redis.Raw;

/// <summary>Bytes that come in pieces of a given size, and then the end.</summary>
internal sealed class SplitStream(byte[] bytes, Func<int, int> pieceAt) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int take = Math.Min(Math.Min(Math.Max(pieceAt(_at), 1), buffer.Length), bytes.Length - _at);
        bytes.AsSpan(_at, take).CopyTo(buffer.Span);
        _at += take;
        return new(take);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
