using System.Buffers;

namespace McpRedis.Stdio;

/// <summary>
/// Whole lines to a stream from any thread. Who comes while another writes leaves its line behind to be written
/// with the next batch: one caller at a time pays no hop between threads, many at a time share one system call.
/// </summary>
internal sealed class LineWriter(Stream output)
{
    // A reader that stopped reading blocks us in Write; what others leave meanwhile is bounded by their number.
    private const int KeptBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _waiting = new(16 * 1024);
    private ArrayBufferWriter<byte> _writing = new(16 * 1024);
    private bool _busy;

    /// <summary>Set when the other side is gone; nothing more is written.</summary>
    public bool Broken { get; private set; }

    /// <summary>Called once when the other side is gone.</summary>
    public Action? OnBroken { get; set; }

    /// <summary>Writes a line; its end is added.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            if (Broken)
            {
                return;
            }
            _waiting.Write(line);
            _waiting.Write("\n"u8);
            if (_busy)
            {
                return;
            }
            _busy = true;
        }
        Drain();
    }

    private void Drain()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_waiting.WrittenCount == 0 || Broken)
                {
                    _busy = false;
                    return;
                }
                (_waiting, _writing) = (_writing, _waiting);
            }
            try
            {
                output.Write(_writing.WrittenSpan);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                lock (_lock)
                {
                    (Broken, _busy) = (true, false);
                }
                OnBroken?.Invoke();
                return;
            }
            if (_writing.Capacity > KeptBytes)
            {
                _writing = new(16 * 1024);
            }
            else
            {
                _writing.ResetWrittenCount();
            }
        }
    }
}
