namespace McpRedis.Stdio;

/// <summary>What the next line of input is.</summary>
internal enum LineKind
{
    /// <summary>A line without its end.</summary>
    Line,
    /// <summary>A line beyond the limit; it was read and thrown away.</summary>
    TooLong,
    /// <summary>No more input.</summary>
    End,
}

/// <summary>
/// Lines of a stream, bounded: however long a line is, no more than the limit is ever held. The returned bytes are
/// valid until the next call. Reads block: the owner gives it a thread.
/// </summary>
/// <param name="input">Where lines come from.</param>
/// <param name="maxBytes">Longest line taken.</param>
internal sealed class LineReader(Stream input, int maxBytes)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;      // first unread byte
    private int _end;        // past the last byte read
    private bool _ended;

    /// <summary>True when another whole line is at hand without reading from the stream.</summary>
    public bool HasLine => _buffer.AsSpan(_start, _end - _start).Contains((byte)'\n');

    public LineKind Next(out ReadOnlyMemory<byte> line)
    {
        bool skipping = false;
        int scanned = _start;
        while (true)
        {
            int newline = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                int end = scanned + newline;
                line = Trim(_start, end);
                _start = end + 1;
                if (skipping || line.Length > maxBytes)
                {
                    line = default;
                    return LineKind.TooLong;
                }
                return LineKind.Line;
            }
            // Trimmed, since the carriage return at hand may belong to the end of the line.
            if (skipping || Trim(_start, _end).Length > maxBytes)
            {
                // Beyond the limit the rest is only looked at for its end; the buffer goes back to its usual size.
                skipping = true;
                _start = _end = 0;
                if (_buffer.Length > 64 * 1024)
                {
                    _buffer = new byte[64 * 1024];
                }
            }
            if (_ended)
            {
                line = Trim(_start, _end);
                _start = _end;
                return skipping ? LineKind.TooLong : line.Length > 0 ? LineKind.Line : LineKind.End;
            }
            scanned = Fill();
        }
    }

    // Returns where the new bytes begin.
    private int Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = input.Read(_buffer, _end, _buffer.Length - _end);
        int from = _end;
        _ended = read == 0;
        _end += read;
        return from;
    }

    private ReadOnlyMemory<byte> Trim(int start, int end) =>
        end > start && _buffer[end - 1] == '\r' ? _buffer.AsMemory(start, end - start - 1) : _buffer.AsMemory(start, end - start);
}
