using System.Buffers;
using System.Text.Json;

namespace McpRedis.Reply;

/// <summary>A JSON writer over memory that is reused by the calls of a thread: replies are short and many.</summary>
internal sealed class ReplyBuffer : IDisposable
{
    // A call that needed more gives its buffer to the collector instead of keeping megabytes for each thread.
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer)? t_spare;

    private readonly ArrayBufferWriter<byte> _bytes;

    public ReplyBuffer()
    {
        (_bytes, Writer) = t_spare ?? Make();
        t_spare = null;
    }

    public Utf8JsonWriter Writer { get; }

    public byte[] ToArray()
    {
        Writer.Flush();
        return _bytes.WrittenSpan.ToArray();
    }

    public void Dispose()
    {
        if (_bytes.Capacity <= KeptBytes)
        {
            _bytes.ResetWrittenCount();
            Writer.Reset();
            t_spare = (_bytes, Writer);
        }
    }

    private static (ArrayBufferWriter<byte>, Utf8JsonWriter) Make()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        return (bytes, new Utf8JsonWriter(bytes, ReplyJson.WriterOptions));
    }
}
