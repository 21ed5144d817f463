using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Catalogue;
using McpRedis.Pipeline;
using McpRedis.Wire;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

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

    // The server starts meanwhile. If it does not, messages are passed all the same and wait there.
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(10);

    // Behind the list a reading call may follow at once, which the front desk answers: the server's start would take the processor from it.
    private static readonly TimeSpan ServerDelay = TimeSpan.FromSeconds(1);

    private readonly LineReader _reader;
    private readonly LineWriter _writer;
    private readonly ILogger _logger;
    private readonly OpenRequests _open = new();
    private readonly ClientIds _ids = new();
    private readonly CancelOrder _cancelOrder = new();
    private readonly ConcurrentDictionary<RequestId, byte> _asked = new();   // requests of ours
    private readonly FrontDesk _desk;
    private readonly ConcurrentDictionary<RequestId, byte> _answered = new();
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _serverNeeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _deferred = [];   // also its lock: what waits goes to the server before what comes behind it
    private ITimer? _wake;
    private readonly ManualResetEventSlim _handshakeOver = new(initialState: true);
    private long _lastComplaint;
    private volatile bool _clientGone;

    /// <param name="input">Where messages come from; read on a thread of its own.</param>
    /// <param name="output">Where messages go.</param>
    /// <param name="catalogue">For the front desk.</param>
    /// <param name="pipeline">For the front desk.</param>
    /// <param name="loggers">Where ignored lines are told of.</param>
    /// <param name="time">Clock.</param>
    /// <param name="deskOpen">False where all is left to the SDK's server, which measures what it does.</param>
    public StdioTransport(Stream input, Stream output, ToolCatalogue catalogue, CallPipeline pipeline, ILoggerFactory loggers, TimeProvider time, bool deskOpen = true)
        : base("stdio", loggers)
    {
        _time = time;
        _logger = loggers.CreateLogger<StdioTransport>();
        _reader = new LineReader(input, MaxLineBytes);
        _writer = new LineWriter(output) { OnBroken = Leave };
        _desk = new FrontDesk(catalogue, pipeline, _writer, _open) { IsOpen = deskOpen };
        SetConnected();
        // Its own thread: reads block, and a busy pool must not delay the next request.
        new Thread(ReadAll) { IsBackground = true, Name = "stdin" }.Start();
    }

    /// <summary>
    /// Completes when the SDK's server has something to do, or is about to: a message the front desk does not take,
    /// the list answered a second ago (a call may follow), or the end of input. Until then its start would only slow the first answers.
    /// </summary>
    public Task ServerNeeded => _serverNeeded.Task;

    /// <summary>The server that works on the messages: it tells when a cancellation had its effect.</summary>
    public void Attach(McpServer server) => server.RegisterNotificationHandler(NotificationMethods.CancelledNotification, (_, _) =>
    {
        _cancelOrder.End();
        return default;
    });

    /// <summary>Makes the answer to tools/list ready before it is asked for.</summary>
    public void Prepare() => _desk.Prepare();

    public override Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        message = _ids.Outward(message);
        if (message is JsonRpcRequest question)
        {
            _asked[question.Id] = 0;   // before the look: either it is ended here or by who ends all
            if (_clientGone)
            {
                throw new McpProtocolException("The client is gone.", McpErrorCode.InternalError);
            }
        }
        // The front desk was first. The id alone does not tell: it may be in use again.
        if (message is JsonRpcResponse { Result: JsonObject result } echo && result.ContainsKey("protocolVersion") && _answered.TryRemove(echo.Id, out _))
        {
            _handshakeOver.Set();
            return Task.CompletedTask;
        }
        else if (message is JsonRpcNotification { Method: "notifications/cancelled", Params: JsonObject parameters })
        {
            _asked.TryRemove(ClientIds.Read(parameters["requestId"]), out _);
        }
        _writer.Write(JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))));
        if (message is JsonRpcResponse or JsonRpcError)
        {
            _open.Remove(((JsonRpcMessageWithId)message).Id);
        }
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        Leave();
        _handshakeOver.Set();
        _wake?.Dispose();
        _desk.Dispose();
        return default;
    }

    private void Leave()
    {
        _serverNeeded.TrySetResult();
        EndQuestions();
        SetDisconnected(null!);
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
                        WakeServer();
                        EndQuestions();
                        _open.WhenDrainedAsync().WaitAsync(DrainTime, _time).ContinueWith(_ => SetDisconnected(null!), TaskScheduler.Default);
                        return;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _serverNeeded.TrySetResult();
            SetDisconnected(e);
        }
    }

    private void Take(ReadOnlyMemory<byte> line)
    {
        if (FrontRequest.TryRead(line, out var front))
        {
            if (TakeAtTheDesk(front, line))
            {
                return;
            }
            if (front.IsRequest && BadText.In(line.Span) is { } damage)
            {
                Refuse(front, damage);
                return;
            }
        }
        else if (BadRequest.TryRead(line.Span, out var bad))
        {
            Refuse(bad.Id, BadRequest.Code, bad.Why);
            return;
        }
        if (Read(line.Span) is not { } message)
        {
            return;
        }
        switch (message)
        {
            case JsonRpcRequest request when request.Method != "subscriptions/listen" && !_open.TryAdd(request.Id):
                // Without the id: the answer to the request that has it is still to come.
                Refuse(BadRequest.Code, "The id is still in use.");
                return;
            case JsonRpcNotification { Method: "notifications/cancelled", Params: JsonObject parameters }:
                Forget(ClientIds.Read(parameters["requestId"]));
                break;
            case JsonRpcResponse or JsonRpcError when !_asked.TryRemove(((JsonRpcMessageWithId)message).Id, out _):
                Complain("an answer to nothing that was asked was ignored");
                return;
            case JsonRpcResponse:
                _cancelOrder.Await();
                break;
        }
        WakeServer();
        // The server works on messages side by side: without its answer to initialize it may not know yet what the client can do.
        _handshakeOver.Wait(LongestHandshake);
        Pass(message);
    }

    // A call is answered as the desk would answer it; in the newer era, and for anything but a call, the protocol has to do.
    private void Refuse(in FrontRequest front, string damage)
    {
        if (front.Method != "tools/call" || front.Params.Span.IndexOf("\"_meta\""u8) >= 0)
        {
            Refuse(front.Id, -32602, $"{damage} {BadText.Hint}");
            return;
        }
        using var line = JsonBuffer.ForLine();
        CallAnswer.Write(line.Writer, front.Id, ErrorFilter.Unreadable(damage, BadText.Hint));
        _writer.Write(line.Written);
    }

    // True when nothing is left to do with the message, or nothing now.
    private bool TakeAtTheDesk(in FrontRequest front, ReadOnlyMemory<byte> line)
    {
        if (!front.IsRequest)
        {
            // It says that the handshake is over, and nothing follows from it.
            return front.Method == "notifications/initialized" && Defer(line, evenIfItRuns: false);
        }
        if (!front.HasPlainMethod || !front.HasObjectParams)
        {
            var (code, why) = front.HasPlainMethod ? (-32602, "params must be an object.") : (-32601, "Unknown method.");
            Refuse(front.Id, code, why);
            return true;
        }
        switch (_desk.TryTake(front))
        {
            case FrontAnswer.Whole:
                if (front.Method == "tools/list")
                {
                    _wake ??= _time.CreateTimer(_ => WakeInTime(), null, ServerDelay, Timeout.InfiniteTimeSpan);
                }
                return true;
            case FrontAnswer.Echo:
                _answered[front.Id] = 0;
                _handshakeOver.Reset();
                return Defer(line, evenIfItRuns: true);
            default:
                return false;
        }
    }

    private bool Defer(ReadOnlyMemory<byte> line, bool evenIfItRuns)
    {
        lock (_deferred)
        {
            bool wait = evenIfItRuns || !_serverNeeded.Task.IsCompleted;
            if (wait)
            {
                _deferred.Add(line.ToArray());
            }
            return wait;
        }
    }

    private void WakeInTime()
    {
        try
        {
            WakeServer();
        }
        catch (InvalidOperationException) when (!IsConnected)
        {
            // The client left meanwhile: there is nothing to wake for.
        }
    }

    // What waited for the server goes to it first, in order.
    private void WakeServer()
    {
        lock (_deferred)
        {
            foreach (byte[] line in _deferred)
            {
                if (Read(line) is { } message)
                {
                    Pass(message);
                }
            }
            _deferred.Clear();
            _serverNeeded.TrySetResult();
        }
    }

    // The channel is unbounded, so this completes at once.
    private void Pass(JsonRpcMessage message) => WriteMessageAsync(_ids.Inward(message)).GetAwaiter().GetResult();

    // Nobody is left to answer them: whoever waits for an answer is told so, and need not be waited for.
    private void EndQuestions()
    {
        _clientGone = true;
        foreach (var id in _asked.Keys)
        {
            if (_asked.TryRemove(id, out _) && IsConnected)
            {
                Pass(new JsonRpcError { Id = id, Error = new JsonRpcErrorDetail { Code = (int)McpErrorCode.InternalError, Message = "The client is gone." } });
            }
        }
    }

    private JsonRpcMessage? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return (JsonRpcMessage?)JsonSerializer.Deserialize(line, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage))) ?? throw new JsonException();
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
    private void Forget(RequestId id)
    {
        if (id.Id is null)
        {
            return;
        }
        _cancelOrder.Begin();
        _desk.Cancel(id);
        _open.Remove(id);
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
            // Right behind its opening a list or object does not count itself.
            return reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject ? 1 : 0) >= 64;
        }
    }

    private void Refuse(int code, string message) => Refuse(default, code, message);

    private void Refuse(RequestId id, int code, string message)
    {
        using var refusal = JsonBuffer.ForLine();
        CallAnswer.WriteError(refusal.Writer, id, code, message);
        _writer.Write(refusal.Written);
    }

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
