using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>A JSON writer over memory that is reused by the calls of a thread: replies are short and many.</summary>
internal sealed class JsonBuffer : IDisposable
{
    // A call that needed more gives its buffer to the collector instead of keeping megabytes for each thread.
    private const int KeptBytes = 256 * 1024;

    // A reply is already escaped for readers; on the wire only what JSON asks for is escaped again.
    private static readonly JsonWriterOptions LineOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static JsonBuffer? t_reply, t_line;

    private readonly ArrayBufferWriter<byte> _bytes = new(4096);
    private readonly bool _isLine;

    private JsonBuffer(bool isLine)
    {
        _isLine = isLine;
        Writer = new Utf8JsonWriter(_bytes, isLine ? LineOptions : ReplyJson.WriterOptions);
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>Good until the buffer is disposed.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Writer.Flush();
            return _bytes.WrittenSpan;
        }
    }

    /// <summary>For the JSON of a reply: what a reader could not see is escaped.</summary>
    public static JsonBuffer ForReply() => Taken(ref t_reply) ?? new(isLine: false);

    /// <summary>For a line of the protocol.</summary>
    public static JsonBuffer ForLine() => Taken(ref t_line) ?? new(isLine: true);

    public void Dispose()
    {
        if (_bytes.Capacity > KeptBytes)
        {
            return;
        }
        _bytes.ResetWrittenCount();
        Writer.Reset();
        (_isLine ? ref t_line : ref t_reply) = this;
    }

    private static JsonBuffer? Taken(ref JsonBuffer? spare)
    {
        var taken = spare;
        spare = null;
        return taken;
    }
}
