using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Stdio;

/// <summary>
/// MCP over two streams, one JSON-RPC message a line. In place of the SDK's own transport because that one holds a
/// line of any length, forgets open requests at the end of input, and makes a string of every message.
/// See <see href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports"/>.
/// </summary>
internal sealed partial class StdioTransport : TransportBase
{
    /// <summary>Longest message taken, in bytes.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    // Longer than any call may take; a request that is never answered (a subscription) must not keep the process.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    private readonly LineReader _reader;
    private readonly LineWriter _writer;
    private readonly ILogger _logger;
    private readonly OpenRequests _open = new();
    private readonly TimeProvider _time;
    private long _lastComplaint;

    public StdioTransport(Stream input, Stream output, ILoggerFactory loggers, TimeProvider time)
        : base("stdio", loggers)
    {
        _time = time;
        _logger = loggers.CreateLogger<StdioTransport>();
        _reader = new LineReader(input, MaxLineBytes);
        _writer = new LineWriter(output) { OnBroken = () => SetDisconnected(null!) };
        SetConnected();
        // Its own thread: reads block, and a busy pool must not delay the next request.
        new Thread(ReadAll) { IsBackground = true, Name = "stdin" }.Start();
    }

    public override Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        _writer.Write(JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))));
        if (message is JsonRpcResponse or JsonRpcError)
        {
            _open.Remove(((JsonRpcMessageWithId)message).Id);
        }
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        SetDisconnected(null!);
        return default;
    }

    private void ReadAll()
    {
        try
        {
            while (true)
            {
                switch (_reader.Next(out var line))
                {
                    case LineKind.Line:
                        Take(line);
                        break;
                    case LineKind.TooLong:
                        Refuse(-32600, $"A message may have at most {MaxLineBytes} bytes.");
                        break;
                    default:
                        _open.WhenDrainedAsync().WaitAsync(DrainTime, _time).ContinueWith(_ => SetDisconnected(null!), TaskScheduler.Default);
                        return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            SetDisconnected(e);
        }
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        if (Read(line.Span) is not { } message)
        {
            return;
        }
        switch (message)
        {
            case JsonRpcRequest request when request.Method != "subscriptions/listen" && !_open.TryAdd(request.Id):
                Complain("a request whose id is still in use was ignored");
                return;
            case JsonRpcNotification { Method: "notifications/cancelled", Params: { } parameters }:
                Forget(parameters["requestId"]);
                break;
        }
        // The channel is unbounded, so this completes at once.
        WriteMessageAsync(message).GetAwaiter().GetResult();
    }

    private JsonRpcMessage? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return (JsonRpcMessage?)JsonSerializer.Deserialize(line, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)));
        }
        catch (JsonException)
        {
            if (IsTooDeep(line))
            {
                Refuse(-32700, "The message is nested too deeply.");
            }
            else
            {
                Complain("a line that is not a JSON-RPC message was ignored");
            }
            return null;
        }
    }

    // A cancelled request gets no answer.
    private void Forget(System.Text.Json.Nodes.JsonNode? id)
    {
        if (id?.GetValueKind() == JsonValueKind.String)
        {
            _open.Remove(new RequestId(id.GetValue<string>()));
        }
        else if (id?.GetValueKind() == JsonValueKind.Number && id.AsValue().TryGetValue(out long number))
        {
            _open.Remove(new RequestId(number));
        }
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        try
        {
            while (reader.Read())
            {
            }
            return false;
        }
        catch (JsonException)
        {
            return reader.CurrentDepth >= 64;
        }
    }

    private void Refuse(int code, string message) =>
        _writer.Write(Encoding.UTF8.GetBytes($"{{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{{\"code\":{code},\"message\":\"{message}\"}}}}"));

    // One line a second at most: whoever sends rubbish can send a lot of it.
    private void Complain(string what)
    {
        long now = _time.GetTimestamp();
        if (_lastComplaint == 0 || _time.GetElapsedTime(_lastComplaint, now) > TimeSpan.FromSeconds(1))
        {
            _lastComplaint = now;
            LogIgnored(what);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "stdin: {What}")]
    private partial void LogIgnored(string what);
}
