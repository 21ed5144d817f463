using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace McpRedis.Stdio;

/// <summary>A JSON writer for one line, over memory the thread uses again.</summary>
internal sealed class AnswerBuffer : IDisposable
{
    private const int KeptBytes = 256 * 1024;

    // A reply is already escaped for readers; on the wire only what JSON asks for is escaped again.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Writer)? t_spare;

    private readonly ArrayBufferWriter<byte> _bytes;

    public AnswerBuffer()
    {
        (_bytes, Writer) = t_spare ?? Make();
        t_spare = null;
    }

    public Utf8JsonWriter Writer { get; }

    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _bytes.WrittenSpan;
        }
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
        return (bytes, new Utf8JsonWriter(bytes, Options));
    }
}
