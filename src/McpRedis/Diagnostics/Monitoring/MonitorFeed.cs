namespace McpRedis.Diagnostics.Monitoring;

/// <summary>Lines off the stream that MONITOR turns a connection into. Of a line only the beginning is kept, however large its arguments are.</summary>
/// <param name="stream">After the command was sent.</param>
/// <param name="onLine">Takes a line without its end, and whether it was cut.</param>
internal sealed class MonitorFeed(Stream stream, Action<byte[], int, bool> onLine)
{
    private const int LineBytes = 4 << 10;

    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly byte[] _line = new byte[LineBytes];
    private int _length;
    private bool _isCut;

    /// <summary>Received so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Waits for more and hands on the lines in it; false when the server closed the connection.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int read = await stream.ReadAsync(_buffer, cancellationToken);
        Bytes += read;
        Take(_buffer.AsSpan(0, read));
        return read > 0;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            int kept = Math.Min(part.Length, LineBytes - _length);
            part[..kept].CopyTo(_line.AsSpan(_length));
            (_length, _isCut) = (_length + kept, _isCut || kept < part.Length);
            if (end < 0)
            {
                return;
            }
            onLine(_line, _length > 0 && _line[_length - 1] == '\r' ? _length - 1 : _length, _isCut);
            (_length, _isCut) = (0, false);
            bytes = bytes[(end + 1)..];
        }
    }
}
